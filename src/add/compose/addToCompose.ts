import { Failure } from '../../errors.ts';
import { didYouMean } from '../../formats/nearest.ts';
import { ruleOf } from '../../lint/allRules.ts';
import { readComposeFiles } from '../../lint/compose/composeFile.ts';
import { NO_REFERENCED_FILES } from '../../lint/compose/environment.ts';
import { type ComposeProject, type ComposeService, mergeProject } from '../../lint/compose/project.ts';
import { imageBindServicesOf, inferenceServiceOf, weaviatesOf } from '../../lint/compose/roles.ts';
import type { LintInput } from '../../lint/lint.ts';
import type { StackConfig } from '../../options/table.ts';
import { stackOf } from '../../stack/stack.ts';
import type { AddRequest, Note, RequestedOptions } from '../addRequest.ts';
import { applyAddFixes, BLOCKING_RULES, changedText, rejectBroken } from '../changedText.ts';
import { composeChanges } from './composeChanges.ts';

/** The project of a single Compose file. */
export function projectOf({
  name,
  text,
  variables = new Map(),
  beside = NO_REFERENCED_FILES,
}: LintInput): ComposeProject {
  return mergeProject(readComposeFiles(name, text, variables), variables, beside);
}

/**
 * The Weaviate services to which ImageBind is added.
 * @throws Failure (usage) if there are none, or several and the user cannot be asked
 */
export async function chosenWeaviates(
  project: ComposeProject,
  named: readonly string[],
  ask: AddRequest['ask'],
): Promise<ComposeService[]> {
  const names = project.services.map(({ name }) => name);
  if (named.length > 0) {
    return named.map((name) => {
      const service = project.services.find((one) => one.name === name);
      if (service) return service;
      throw new Failure('usage', {
        code: 'no-such-service',
        message: `there is no service ${name}`,
        suggestion: didYouMean(name, names) ?? `choose one of: ${names.join(', ')}`,
      });
    });
  }
  const found = weaviatesOf(project);
  if (found.length === 1) return found;
  if (found.length === 0) {
    throw new Failure('usage', {
      code: 'no-weaviate',
      message: 'no service runs the Weaviate image',
      detail: names.length > 0 ? `The services are ${names.join(', ')}.` : 'There are no services.',
      suggestion: 'choose the Weaviate service with --service NAME',
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
 * @throws Failure (refused) if the way the file is written cannot be changed safely
 */
export function addToCompose(
  input: LintInput,
  weaviates: readonly string[],
  config: StackConfig,
  requested: RequestedOptions,
  onNote: (note: Note) => void = () => undefined,
): string {
  const project = projectOf(input);
  const services = project.services.filter(({ name }) => weaviates.includes(name));
  const { changes, notes } = composeChanges(project, services, stackOf(config, 'compose'), requested);
  const isElsewhere = config.inference.mode === 'external';
  const isIgnored = (rule: string) => isElsewhere && ruleOf(rule)?.requiresOwnServer === true;
  const added = { ...input, text: changedText(input, changes) };
  const concerned = new Set([...weaviates, ...inferenceServices(added, weaviates)]);
  const { text, result } = applyAddFixes(added, ({ rule, changes }) => {
    if (isIgnored(rule)) return false;
    // A value behind an anchor may be shared with other services.
    return changes.every(({ path: [block, name] }) => block !== 'services' || concerned.has(String(name)));
  });
  const rules = new Set([...BLOCKING_RULES].filter((rule) => !isIgnored(rule)));
  rejectBroken(result, 'ImageBind would not work with this problem', rules);
  for (const note of notes) onNote(note);
  return text;
}

/** The inference services that these Weaviate services use, and all others in the project. */
function inferenceServices(input: LintInput, weaviates: readonly string[]): string[] {
  const project = projectOf(input);
  const used = project.services
    .filter(({ name }) => weaviates.includes(name))
    .flatMap((weaviate) => inferenceServiceOf(project, weaviate) ?? []);
  return [...used, ...imageBindServicesOf(project)].map(({ name }) => name);
}
