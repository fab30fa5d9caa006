import { Failure } from '../../errors.ts';
import type { ComposeProject, ComposeService } from '../../lint/compose/project.ts';
import { isFragment, variable } from '../../lint/compose/roles.ts';

/** What ImageBind needs in a service's environment: whether it is there already has to be known. */
const NEEDED = ['ENABLE_MODULES', 'BIND_INFERENCE_API'] as const;

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
  const unknown = NEEDED.filter((name) => variable(service, name) === undefined);
  if (unknown.length === 0) return;
  throw refused(
    'env-file-missing',
    `${missing.join(', ')}, which env_file of ${service.name} names, cannot be read`,
    'create the file (it may be empty), then the same command again',
    `It may hold ${unknown.join(' and ')}.`,
  );
}
