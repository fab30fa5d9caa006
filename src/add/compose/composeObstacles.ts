import { Failure } from '../../errors.ts';
import { shellWord } from '../../formats/quoting.ts';
import { isWritten, setVariable } from '../../lint/compose/composeVariable.ts';
import type { ComposeProject, ComposeService } from '../../lint/compose/project.ts';
import { isFragment, variable } from '../../lint/compose/roles.ts';
import type { Change } from '../../yaml/change.ts';

/** The variables that ImageBind needs. `add` must know whether a service already has them. */
const REQUIRED_VARIABLES = ['ENABLE_MODULES', 'BIND_INFERENCE_API'] as const;

function refused(code: string, message: string, suggestion: string, detail?: string): Failure {
  return new Failure('refused', {
    code,
    message,
    detail: ['Nothing was changed.', detail].filter(Boolean).join(' '),
    suggestion,
  });
}

/**
 * Rejects a file with several documents. Compose merges each over the previous ones, so a later document may undo what
 * is added to an earlier one.
 * @throws Failure `several-documents` (refused)
 */
export function rejectSeveralDocuments({ files }: ComposeProject): void {
  const [first] = files;
  if (!first || files.length === 1) return;
  throw refused(
    'several-documents',
    `${first.source.name} has ${files.length} YAML documents, which Compose merges`,
    'combine them in one document, or use one file per document (docker compose -f A -f B)',
  );
}

/**
 * Rejects a service from a file that `include` names: Compose accepts no second definition of it ("conflicts with
 * imported resource").
 * @throws Failure `included-service` (refused) with the name of that file
 */
export function rejectIncluded({ files }: ComposeProject, { name, key }: ComposeService): void {
  const [file] = files;
  if (!file || key.source === file.source) return;
  throw refused(
    'included-service',
    `the service ${name} is defined in ${key.source.name}, which ${file.source.name} includes`,
    `bindstack add ${shellWord(key.source.name)}`,
    'Compose rejects a second definition of an included service.',
  );
}

/**
 * Rejects a service with a missing env file: a variable that the file may set must not be set twice or replaced.
 * @throws Failure `env-file-missing` (refused) with the name of that file
 */
export function rejectUnknownEnvironment(service: ComposeService): void {
  const { incomplete, missing } = service.environment;
  if (!incomplete || isFragment(service)) return;
  const unknown = REQUIRED_VARIABLES.filter((name) => variable(service, name) === undefined);
  if (unknown.length === 0) return;
  throw refused(
    'env-file-missing',
    `cannot read ${missing.join(', ')}, which is the env_file of ${service.name}`,
    'create the file (it may be empty), then run the same command again',
    `The file may set ${unknown.join(' and ')}.`,
  );
}

/** @throws Failure `cannot-edit` (refused) if the variable is set in another file, or contains other variables */
export function setVariableOrFail(service: ComposeService, name: string, value: string): Change[] {
  const changes = setVariable(service, name, value);
  return changes.length > 0 ? changes : rejectVariable(service, name, `set it to ${value}`);
}

/** @throws Failure `cannot-edit` (refused) that says where the variable is set */
export function rejectVariable(service: ComposeService, name: string, byHand: string): never {
  const entry = variable(service, name);
  const file = entry?.place.source.name ?? 'another file';
  const isPassedOn = entry && entry.form !== 'file' && !isWritten(entry);
  const where =
    entry?.form === 'file'
      ? 'is set in an env_file'
      : isPassedOn
        ? `is passed from the shell in ${file}`
        : `contains variables in ${file}`;
  return cannotEdit(`${name} of ${service.name} ${where}`, byHand);
}

/** @throws Failure `cannot-edit` (refused) */
export function cannotEdit(what: string, byHand: string): never {
  throw new Failure('refused', {
    code: 'cannot-edit',
    message: `${what}: add cannot change it there`,
    detail: 'Nothing was changed.',
    suggestion: `${byHand} by hand, then run the same command again`,
  });
}
