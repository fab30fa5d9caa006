import { visit } from 'yaml';
import { Failure } from '../errors.ts';
import { didYouMean } from '../formats/nearest.ts';
import { readComposeFiles } from '../lint/compose/composeFile.ts';
import { NOTHING_BESIDE } from '../lint/compose/environment.ts';
import { type ComposeProject, type ComposeService, mergedProject } from '../lint/compose/project.ts';
import { inferenceOf, modelsOf, weaviatesOf } from '../lint/compose/roles.ts';
import { kindOf, unknownKind } from '../lint/kind.ts';
import { type LintInput, lint } from '../lint/lint.ts';
import { NOT_TO_LEAVE, refuseBroken } from '../lint/refuseBroken.ts';
import { readValuesFile } from '../lint/values/valuesFile.ts';
import type { StackConfig } from '../options/table.ts';
import { stackOf } from '../stack/stack.ts';
import { type LocatedTree, locate } from '../yaml/located.ts';
import { parseDocuments } from '../yaml/part.ts';
import { parseSource, type Source } from '../yaml/source.ts';
import { changedText, withFixes } from './addedText.ts';
import { addedToValues } from './addedToValues.ts';
import { type Asked, composeAdditions } from './compose/addToCompose.ts';
import type { Note } from './weaviateRelease.ts';

/** The project of a Compose file by itself. */
function projectOf({
  name,
  text,
  variables = new Map(),
  beside = NOTHING_BESIDE,
}: LintInput): ComposeProject {
  return mergedProject(readComposeFiles(name, text, variables), variables, beside);
}

/** What is added, and where. */
export interface Addition {
  readonly config: StackConfig;
  readonly asked: Asked;
  /** Services that run Weaviate, where somebody has named them. */
  readonly services: readonly string[];
  /** Lets a person choose among several; undefined where there is nobody. */
  readonly ask: ((names: readonly string[]) => Promise<readonly string[]>) | undefined;
  /** Told what a user should know beside the change. */
  readonly note?: ((note: Note) => void) | undefined;
}

/**
 * The text of a Compose or values file with ImageBind added or repaired; the same text where there is nothing to do.
 * @throws Failure (usage) where it is none, is no YAML, or has no Weaviate, or several and nobody to ask; Failure
 *   (refused) where it is written in a way that cannot be changed safely
 */
export async function added(input: LintInput, addition: Addition): Promise<string> {
  const { config, asked, services, ask, note = () => undefined } = addition;
  if (config.inference.mode === 'stub') {
    throw new Failure('usage', {
      code: 'stub-not-added',
      message: 'the stand-in server is not added to files of yours',
      suggestion: 'bindstack generate --inference stub, or leave --inference out',
    });
  }
  const { name, text } = input;
  const source = parseSource(name, text);
  const tree = locate(source);
  const kind = input.kind ?? kindOf(source, tree);
  const file = kind === 'values' ? readValuesFile(source, tree) : undefined;
  const parts = [{ source, tree }, ...(file?.trees ?? documentsOf(source))];
  if (kind !== undefined || !unknownKind(name, text)) refuseUnreadable(name, parts);
  if (file) return addedToValues({ ...input, kind }, file, addition);
  if (kind !== 'compose') {
    const { problem, suggestion } = unknownKind(name, text) ?? {};
    throw new Failure('usage', {
      code: 'unknown-kind',
      message: `${name} is neither a Compose file nor values of the Weaviate chart`,
      ...(problem !== undefined && { detail: sentence(problem) }),
      suggestion: suggestion ?? 'bindstack generate writes whole files',
    });
  }
  refuseBroken(lint({ ...input, kind }), 'Compose refuses this file as it is');
  const weaviates = await chosenWeaviates(projectOf(input), services, ask);
  return addedToCompose(
    { ...input, kind },
    weaviates.map((one) => one.name),
    config,
    asked,
    note,
  );
}

function documentsOf(source: Source): { source: Source; tree: LocatedTree }[] {
  return parseDocuments(source).map((one) => ({ source: one, tree: locate(one) }));
}

/** @throws Failure `bad-file` (usage) where a part is no YAML, or has maps that are no maps for an edit */
function refuseUnreadable(
  name: string,
  parts: readonly { readonly source: Source; readonly tree: LocatedTree }[],
): void {
  for (const { source, tree } of parts) {
    const [fault] = [
      ...source.faults,
      ...tree.faults.map(({ message, place }) => ({ message, start: place.start })),
    ];
    const odd = fault ? undefined : oddCollection(source);
    const found = fault ?? odd;
    if (!found) continue;
    const { line, col } = source.lines.linePos(found.start);
    const what = fault ? 'is no valid YAML' : 'cannot be changed';
    throw new Failure('usage', {
      code: 'bad-file',
      message: `${name} ${what}: line ${line}, column ${col}: ${found.message}`,
      suggestion: odd ? 'write plain keys and values' : `bindstack validate ${name}`,
    });
  }
}

/** A set, or a list of pairs: Compose and Helm take it as it is written, and a value that is added breaks its type. */
function oddCollection({ document }: Source): { message: string; start: number } | undefined {
  let found: { message: string; start: number } | undefined;
  visit(document, {
    Collection(_, { tag, range }) {
      const type = /^tag:yaml\.org,2002:(set|omap|pairs)$/.exec(tag ?? '')?.[1];
      if (type === undefined) return undefined;
      found = { message: `a !!${type} has no place for another value`, start: range?.[0] ?? 0 };
      return visit.BREAK;
    },
  });
  return found;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/**
 * The instances of Weaviate that ImageBind is added to.
 * @throws Failure (usage) where there is none, or several and nobody to ask
 */
async function chosenWeaviates(
  project: ComposeProject,
  named: readonly string[],
  ask: Addition['ask'],
): Promise<ComposeService[]> {
  const names = project.services.map(({ name }) => name);
  if (named.length > 0) {
    return named.map((name) => {
      const service = project.services.find((one) => one.name === name);
      if (service) return service;
      throw new Failure('usage', {
        code: 'no-such-service',
        message: `there is no service ${name}`,
        suggestion: didYouMean(name, names) ?? `the services are ${names.join(', ')}`,
      });
    });
  }
  const found = weaviatesOf(project);
  if (found.length === 1) return found;
  if (found.length === 0) {
    throw new Failure('usage', {
      code: 'no-weaviate',
      message: 'no service runs the image of Weaviate',
      detail: names.length > 0 ? `The services are ${names.join(', ')}.` : 'There are no services.',
      suggestion: '--service NAME says which one is Weaviate',
    });
  }
  const several = found.map(({ name }) => name);
  if (!ask) {
    throw new Failure('usage', {
      code: 'several-weaviates',
      message: `several services run Weaviate: ${several.join(', ')}`,
      suggestion: `--service ${several[0]} (repeat it for a cluster)`,
    });
  }
  const chosen = await ask(several);
  return found.filter(({ name }) => chosen.includes(name));
}

/**
 * The text of a Compose file with ImageBind added or repaired.
 * @throws Failure (refused) where the file is written in a way that cannot be changed safely
 */
export function addedToCompose(
  input: LintInput,
  weaviates: readonly string[],
  config: StackConfig,
  asked: Asked,
  note: (note: Note) => void = () => undefined,
): string {
  const project = projectOf(input);
  const services = project.services.filter(({ name }) => weaviates.includes(name));
  const { changes, notes } = composeAdditions(project, services, stackOf(config, 'compose'), asked);
  const isElsewhere = config.inference.mode === 'external';
  const added = { ...input, text: changedText(input, changes) };
  const concerned = new Set([...weaviates, ...inferenceServices(added, weaviates)]);
  const { text, result } = withFixes(added, ({ rule, changes }) => {
    if (isElsewhere && HOST_RULES.includes(rule)) return false;
    // Behind an anchor a service may share it with others.
    return changes.every(({ path: [block, name] }) => block !== 'services' || concerned.has(String(name)));
  });
  const without = isElsewhere ? HOST_RULES : [];
  refuseBroken(result, 'ImageBind cannot be added so that it works', NOT_TO_LEAVE, without);
  for (const one of notes) note(one);
  return text;
}

/** Services that instances of Weaviate get their vectors from, and all that run the model. */
function inferenceServices(input: LintInput, weaviates: readonly string[]): string[] {
  const project = projectOf(input);
  const used = project.services
    .filter(({ name }) => weaviates.includes(name))
    .flatMap((weaviate) => inferenceOf(project, weaviate) ?? []);
  return [...used, ...modelsOf(project)].map(({ name }) => name);
}

/** These bring the address back to a service of the project, which `--inference external` has left on purpose. */
const HOST_RULES = ['bind-api-host', 'bind-api-localhost', 'bind-api-network'];
