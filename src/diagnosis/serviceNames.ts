import { CHART_SERVICE_NAME, INFERENCE_SERVICE } from '../stack/inference.ts';
import type { Role } from './observation.ts';

/** `weaviate` is the name in every example of Weaviate's documentation and in generated files. */
const KNOWN_ROLES: Readonly<Record<string, Role>> = {
  [INFERENCE_SERVICE]: 'inference',
  [CHART_SERVICE_NAME]: 'inference',
  weaviate: 'weaviate',
};

export function roleOf(service: string): Role {
  return KNOWN_ROLES[service] ?? 'other';
}

/** The service of a container that Compose named `PROJECT-SERVICE-1`; the longest matching name wins. */
export function serviceOfContainer(container: string, services: readonly string[]): string | undefined {
  const withoutNumber = container.replace(/[-_]\d+$/, '');
  return [...services, ...Object.keys(KNOWN_ROLES)]
    .filter((service) => withoutNumber === service || withoutNumber.endsWith(`-${service}`))
    .sort((a, b) => b.length - a.length)[0];
}

/** `Container bindstack-weaviate-1  Starting`; since Compose 2.40 an error may follow. */
const CONTAINER_PROGRESS = /^Container (?<name>\S+) /;

/** `multi2vec-bind Error manifest unknown`: Compose pulls per service; its last line names neither service nor image. */
const PULL_PROGRESS = /^(?<name>\S+) (?:Pulling|Error)\b/;

/** The service that a line of Compose is about: the one it names, else the last one that an earlier line was about. */
export function serviceOfLine(
  line: string,
  before: readonly string[],
  services: readonly { readonly name: string; readonly image?: string | undefined }[],
): string | null {
  const names = services.map(({ name }) => name);
  const container = /\b(?:[Cc]ontainer|endpoint) "?\/?(?<name>[\w.-]+)/.exec(line)?.groups?.['name'];
  const named = container === undefined ? undefined : serviceOfContainer(container, names);
  if (named !== undefined) return named;
  const byImage = services.find(({ image }) => image !== undefined && line.includes(image));
  if (byImage) return byImage.name;
  return (
    before.map((other) => serviceOfProgressLine(other, names)).findLast((service) => service !== undefined) ??
    null
  );
}

/** The service that a progress line is about. */
function serviceOfProgressLine(line: string, names: readonly string[]): string | undefined {
  const container = CONTAINER_PROGRESS.exec(line)?.groups?.['name'];
  if (container !== undefined) return serviceOfContainer(container, names);
  const pulled = PULL_PROGRESS.exec(line)?.groups?.['name'];
  return names.find((name) => name === pulled);
}
