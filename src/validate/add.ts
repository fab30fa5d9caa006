import { readComposeFile } from '../documents/compose/composeFile.ts';
import { NOTHING_BESIDE } from '../documents/compose/environment.ts';
import { type ComposeProject, type ComposeService, composeProject } from '../documents/compose/project.ts';
import { inferenceOf, modelsOf, weaviatesOf } from '../documents/compose/roles.ts';
import { locate } from '../documents/located.ts';
import { parseSource } from '../documents/source.ts';
import { BIND } from '../documents/values/bindModule.ts';
import { chartValuesIn } from '../documents/values/chartValues.ts';
import { type Asked, composeAdditions } from '../edit/addToCompose.ts';
import { valuesAdditions } from '../edit/addToValues.ts';
import { applyChanges } from '../edit/apply.ts';
import type { Change } from '../edit/change.ts';
import { Failure } from '../errors.ts';
import { didYouMean } from '../formats/nearest.ts';
import type { StackConfig } from '../options/table.ts';
import { ruleOf } from '../rules/allRules.ts';
import { stackOf } from '../stack/stack.ts';
import type { LocatedFinding } from './finding.ts';
import { fix } from './fix.ts';
import { kindOf } from './kind.ts';
import type { LintInput } from './lint.ts';

/** The project of a Compose file by itself. */
function projectOf({
  name,
  text,
  variables = new Map(),
  beside = NOTHING_BESIDE,
}: LintInput): ComposeProject {
  return composeProject([readComposeFile(name, text, variables)], variables, beside);
}

/** What is added, and where. */
export interface Addition {
  readonly config: StackConfig;
  readonly asked: Asked;
  /** Services that run Weaviate, where somebody has named them. */
  readonly services: readonly string[];
  /** Lets a person choose among several; undefined where there is nobody. */
  readonly ask: ((names: readonly string[]) => Promise<readonly string[]>) | undefined;
}

/**
 * The text of a Compose or values file with ImageBind added or repaired; the same text where there is nothing to do.
 * @throws Failure (usage) where it is none, is no YAML, or has no Weaviate, or several and nobody to ask; Failure
 *   (refused) where it is written in a way that cannot be changed safely
 */
export async function added(input: LintInput, { config, asked, services, ask }: Addition): Promise<string> {
  if (config.inference.mode === 'stub') {
    throw new Failure('usage', {
      code: 'stub-not-added',
      message: 'the stand-in server is not added to files of yours',
      suggestion: 'bindstack generate --inference stub, or leave --inference out',
    });
  }
  const { name, text } = input;
  const source = parseSource(name, text);
  const [fault] = source.faults;
  if (fault) {
    const { line, col } = source.lines.linePos(fault.start);
    throw new Failure('usage', {
      code: 'bad-file',
      message: `${name} is no valid YAML: line ${line}, column ${col}: ${fault.message}`,
      suggestion: `bindstack validate ${name}`,
    });
  }
  const kind = input.kind ?? kindOf(name, locate(source).root);
  if (kind === 'values') return addedToValues({ ...input, kind }, config, asked);
  if (kind !== 'compose') {
    throw new Failure('usage', {
      code: 'unknown-kind',
      message: `${name} is neither a Compose file nor values of the Weaviate chart`,
      suggestion: 'bindstack generate writes whole files',
    });
  }
  const weaviates = await chosenWeaviates(projectOf(input), services, ask);
  return addedToCompose(
    { ...input, kind },
    weaviates.map((one) => one.name),
    config,
    asked,
  );
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
): string {
  const project = projectOf(input);
  const services = project.services.filter(({ name }) => weaviates.includes(name));
  const changes = composeAdditions(project, services, stackOf(config, 'compose'), asked);
  const isElsewhere = config.inference.mode === 'external';
  const text = changedText(input, changes);
  const added = { ...input, text };
  const concerned = new Set([...weaviates, ...inferenceServices(added, weaviates)]);
  return withFixes(added, ({ rule, changes }) => {
    if (isElsewhere && HOST_RULES.includes(rule)) return false;
    // Behind an anchor a service may share it with others.
    return changes.every(({ path: [block, name] }) => block !== 'services' || concerned.has(String(name)));
  });
}

/** Services that instances of Weaviate get their vectors from, and all that run the model. */
function inferenceServices(input: LintInput, weaviates: readonly string[]): string[] {
  const project = projectOf(input);
  const used = project.services
    .filter(({ name }) => weaviates.includes(name))
    .flatMap((weaviate) => inferenceOf(project, weaviate) ?? []);
  return [...used, ...modelsOf(project)].map(({ name }) => name);
}

/** The same for a values file of the chart. */
function addedToValues(input: LintInput, config: StackConfig, asked: Asked): string {
  const [values, another] = chartValuesIn(locate(parseSource(input.name, input.text)).root, true);
  if (!values || another) {
    throw new Failure('usage', {
      code: 'no-values',
      message: another
        ? `${input.name} has values for several Weaviate charts`
        : `${input.name} holds no values`,
      suggestion: another ? 'give each its own file' : 'bindstack generate --target helm writes a whole one',
    });
  }
  const block = [...values.root.path, ...BIND];
  return withFixes(
    { ...input, text: changedText(input, valuesAdditions(values, stackOf(config, 'helm'), asked)) },
    ({ rule, changes }) =>
      ruleOf(rule)?.partOfAdd === true ||
      changes.every(({ path }) => block.every((key, depth) => key === path[depth])),
  );
}

/** These bring the address back to a service of the project, which `--inference external` has left on purpose. */
const HOST_RULES = ['bind-api-host', 'bind-api-localhost'];

/** @throws Failure (refused) where the file is written in a way that cannot be changed safely */
function changedText(input: LintInput, wanted: readonly Change[]): string {
  // What several services share by an anchor is changed once.
  const changes = [...new Map(wanted.map((change) => [JSON.stringify(change), change])).values()];
  const text = applyChanges(input.text, changes);
  if (text !== undefined) return text;
  throw new Failure('refused', {
    code: 'cannot-edit',
    message: `${input.name} is written in a way that cannot be changed without touching more of it`,
    detail: changes.map((change) => `wanted: ${change.op} ${change.path.join('.')}`).join('\n'),
    suggestion: 'write the blocks that are named in several lines (no { }), or by hand',
  });
}

/** The text with the fixes that belong to `add`, of those that concern what was asked for. */
function withFixes(input: LintInput, concerns: (finding: LocatedFinding) => boolean): string {
  const { texts } = fix(input, (rule, finding) => Boolean(ruleOf(rule)?.partOfAdd) && concerns(finding));
  return texts.get(input.name) ?? input.text;
}
