import { Failure } from '../../errors.ts';
import { isWritten, setVariable } from '../../lint/compose/composeVariable.ts';
import type { ComposeProject, ComposeService } from '../../lint/compose/project.ts';
import { isFragment, variable } from '../../lint/compose/roles.ts';
import type { Change } from '../../yaml/change.ts';

/** What ImageBind needs in a service's environment: whether it is there already has to be known. */
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
 * That the file is one document: of several, Compose puts each over those before it, so that what is added to one may
 * be undone by another.
 * @throws Failure `several-documents` (refused)
 */
export function refuseSeveralDocuments({ files }: ComposeProject): void {
  const [first] = files;
  if (!first || files.length === 1) return;
  throw refused(
    'several-documents',
    `${first.source.name} has ${files.length} YAML documents, which Compose puts over each other`,
    'write them as one document, or each in a file of its own (docker compose -f A -f B)',
  );
}

/**
 * That a service is written in the file itself: of one that `include` brings, Compose takes no second definition
 * ("conflicts with imported resource").
 * @throws Failure `included-service` (refused), naming the file
 */
export function refuseIncluded({ files }: ComposeProject, { name, key }: ComposeService): void {
  const [file] = files;
  if (!file || key.source === file.source) return;
  throw refused(
    'included-service',
    `the service ${name} is defined in ${key.source.name}, which ${file.source.name} includes`,
    `bindstack add ${key.source.name}`,
    'Compose refuses a second definition of an included service.',
  );
}

/**
 * That the environment of a service is known: what an env file that is not here sets, must neither be set twice nor
 * be replaced.
 * @throws Failure `env-file-missing` (refused), naming the file
 */
export function refuseUnknownEnvironment(service: ComposeService): void {
  const { incomplete, missing } = service.environment;
  if (!incomplete || isFragment(service)) return;
  const unknown = REQUIRED_VARIABLES.filter((name) => variable(service, name) === undefined);
  if (unknown.length === 0) return;
  throw refused(
    'env-file-missing',
    `${missing.join(', ')}, which env_file of ${service.name} names, cannot be read`,
    'create the file (it may be empty), then the same command again',
    `It may hold ${unknown.join(' and ')}.`,
  );
}

/** @throws Failure `cannot-edit` (refused) where the variable stands in another file, or is made of others */
export function setVariableOrFail(service: ComposeService, name: string, value: string): Change[] {
  const changes = setVariable(service, name, value);
  return changes.length > 0 ? changes : refuseVariable(service, name, `make it ${value}`);
}

/** @throws Failure `cannot-edit` (refused), saying where the variable stands */
export function refuseVariable(service: ComposeService, name: string, byHand: string): never {
  const entry = variable(service, name);
  const file = entry?.place.source.name ?? 'another file';
  const isPassedOn = entry && entry.form !== 'file' && !isWritten(entry);
  const where =
    entry?.form === 'file'
      ? 'comes from a file that env_file names'
      : isPassedOn
        ? `comes from the shell, as ${file} says`
        : `is made of variables in ${file}`;
  return cannotEdit(`${name} of ${service.name} ${where}`, byHand);
}

/** @throws Failure `cannot-edit` (refused) */
export function cannotEdit(what: string, byHand: string): never {
  throw new Failure('refused', {
    code: 'cannot-edit',
    message: `${what}: add does not change it there`,
    detail: 'Nothing was changed.',
    suggestion: `${byHand} by hand, then run the same command again`,
  });
}
