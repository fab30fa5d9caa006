import { BIND_MODULE } from '../../facts/weaviateModules.ts';
import { isOn } from '../../facts/weaviateVariables.ts';
import {
  couldEqual,
  fullyKnownText,
  isFullyKnown,
  type PartialText,
  UNKNOWN_PART,
} from '../../formats/partialText.ts';
import { versionInTag } from '../../formats/versionNumber.ts';
import { STUB_SERVER } from '../../stack/inference.ts';
import { memoized } from '../../yaml/cache.ts';
import {
  at,
  entriesOf,
  isNothing,
  itemsOf,
  type Located,
  partialTextOf,
  textOf,
} from '../../yaml/located.ts';
import type { EnvironmentEntry } from './environment.ts';
import type { ComposeProject, ComposeService } from './project.ts';

/** The parts of an address such as `http://multi2vec-bind:8080`. */
export interface AddressParts {
  readonly scheme: PartialText | undefined;
  readonly host: PartialText;
  readonly port: PartialText | undefined;
  /** Everything after host and port. */
  readonly rest: PartialText;
}

const ADDRESS = new RegExp(
  `^(?:([A-Za-z${UNKNOWN_PART}][\\w+.${UNKNOWN_PART}-]*)://)?(\\[[^\\]]*\\]|[^/:]*)(?::([\\d${UNKNOWN_PART}]+))?(.*)$`,
  's',
);

/** Splits an address. A variable belongs to the part that contains it: what follows `http://host:` is a port. */
export function addressParts(text: PartialText): AddressParts {
  const [, scheme, host = '', port, rest = ''] = ADDRESS.exec(text) ?? [];
  return { scheme, host, port, rest };
}

export function addressText({ scheme, host, port, rest }: AddressParts): PartialText {
  return [scheme === undefined ? '' : `${scheme}://`, host, port === undefined ? '' : `:${port}`, rest].join(
    '',
  );
}

/** An environment variable of a service, whether or not its value is known. */
export function variable(service: ComposeService, name: string): EnvironmentEntry | undefined {
  return service.environment.entries.get(name);
}

/** Whether the file has only a part of the service, as override files and documentation do: the rest is elsewhere. */
export function isFragment({ map }: ComposeService): boolean {
  return !map.entries.has('image') && !map.entries.has('build');
}

/** Whether a variable is certain to be unset: not in the service, and no unread env file can set it. */
export function isKnownUnset(service: ComposeService, name: string): boolean {
  return variable(service, name) === undefined && !service.environment.incomplete && !isFragment(service);
}

/** Whether this Weaviate accepts requests without an API key: explicitly, or because nothing else is configured. */
export function allowsAnonymous(service: ComposeService): boolean {
  const explicit = variable(service, 'AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED');
  if (explicit) return explicit.value !== undefined && isOn(explicit.value);
  const otherMethods = [
    'AUTHENTICATION_APIKEY_ENABLED',
    'AUTHENTICATION_OIDC_ENABLED',
    'AUTHENTICATION_DB_USERS_ENABLED',
  ];
  return (
    !service.environment.incomplete &&
    !isFragment(service) &&
    !otherMethods.some((name) => service.environment.entries.has(name))
  );
}

export function isWeaviate({ image, environment }: ComposeService): boolean {
  if (image && isFullyKnown(image.repository)) return image.repository === 'weaviate';
  if (image && !couldEqual(image.repository, 'weaviate')) return false;
  return environment.entries.has('ENABLE_MODULES') || environment.entries.has('BIND_INFERENCE_API');
}

export function weaviatesOf({ services }: ComposeProject): ComposeService[] {
  return services.filter(isWeaviate);
}

/** Whether it runs the multi2vec-bind image: the model itself, not a stub or a proxy. */
export function runsImageBind({ image }: ComposeService): boolean {
  return image?.repository === BIND_MODULE;
}

/** Whether it runs the stub that bindstack generates, which loads nothing. */
export function runsStub({ map }: ComposeService): boolean {
  return itemsOf(at(map, 'command')).some((word) => textOf(word) === STUB_SERVER);
}

export function imageBindServicesOf({ services }: ComposeProject): ComposeService[] {
  return services.filter(runsImageBind);
}

/** The version of the server; undefined if the image tag does not show it. */
export function weaviateVersionOf({ image }: ComposeService): string | undefined {
  // In `1.38.1${SUFFIX}`, the variable may continue the last number.
  const known = image?.tag?.replace(new RegExp(`[\\d.]*${UNKNOWN_PART}.*`, 's'), '');
  return known === undefined ? undefined : versionInTag(known);
}

/** Modules that are certain to be enabled; variables may add more. */
export function knownModulesOf(service: ComposeService): readonly string[] {
  const names = variable(service, 'ENABLE_MODULES')?.partial.split(',') ?? [];
  return names.map((name) => name.trim()).filter((name) => name !== '' && isFullyKnown(name));
}

/** All enabled modules; undefined if only some are known. */
export function allModulesOf(service: ComposeService): readonly string[] | undefined {
  const entry = variable(service, 'ENABLE_MODULES');
  const known = entry ? entry.value !== undefined : isKnownUnset(service, 'ENABLE_MODULES');
  return known ? knownModulesOf(service) : undefined;
}

/** Instances of Weaviate that enable multi2vec-bind. */
export function weaviatesWithBind(project: ComposeProject): ComposeService[] {
  return weaviatesOf(project).filter((service) => knownModulesOf(service).includes(BIND_MODULE));
}

/** The parts of `BIND_INFERENCE_API`. */
export interface BindAddress extends AddressParts {
  readonly entry: EnvironmentEntry;
  readonly value: PartialText;
}

/** The value of `BIND_INFERENCE_API`; undefined if it is unset or completely unknown. */
export function bindAddress(service: ComposeService): BindAddress | undefined {
  const entry = variable(service, 'BIND_INFERENCE_API');
  if (!entry || entry.partial === UNKNOWN_PART) return undefined;
  return { entry, value: entry.partial, ...addressParts(entry.partial) };
}

/** Names by which other services reach a service; some may be only partly known. */
export function hostNames(service: ComposeService): PartialText[] {
  const aliases = [...entriesOf(at(service.map, 'networks')).values()].flatMap(({ value }) =>
    itemsOf(at(value, 'aliases')).flatMap((item) => partialTextOf(item) ?? []),
  );
  const named = ['container_name', 'hostname'].flatMap((key) => partialTextOf(at(service.map, key)) ?? []);
  return [service.name, ...aliases, ...named];
}

/** The service from which Weaviate gets its vectors; undefined unless it is certain to be one of the project. */
export function inferenceServiceOf(
  project: ComposeProject,
  weaviate: ComposeService,
): ComposeService | undefined {
  const host = fullyKnownText(bindAddress(weaviate)?.host);
  return host === undefined ? undefined : byHostName(project.services).get(host);
}

/** Services by host name; the first one if several share a name. */
const byHostName = memoized((services: readonly ComposeService[]) => {
  const found = new Map<PartialText, ComposeService>();
  for (const service of services)
    for (const name of hostNames(service)) if (!found.has(name)) found.set(name, service);
  return found;
});

/** Whether it uses the network of the host or of another service, so that `localhost` is not only itself. */
export function usesSharedNetwork(service: ComposeService): boolean {
  const mode = at(service.map, 'network_mode');
  return !isNothing(mode) && !['bridge', 'none', 'default'].includes(textOf(mode) ?? '');
}

/** The services that a service depends on, with the condition that it waits for. */
export function dependenciesOf(
  service: ComposeService,
): Map<string, { condition: PartialText; located: Located }> {
  const found = new Map<string, { condition: PartialText; located: Located }>();
  const collect = (located: Located | undefined) => {
    if (located?.kind === 'list') for (const item of located.items) collect(item);
    else if (located?.kind === 'map') {
      for (const [name, { value }] of located.entries) {
        const condition = partialTextOf(at(value, 'condition')) ?? 'service_started';
        found.set(name, { condition, located: value });
      }
    } else if (located) {
      const name = textOf(located);
      if (name !== undefined) found.set(name, { condition: 'service_started', located });
    }
  };
  collect(at(service.map, 'depends_on'));
  return found;
}

/** Whether a service waits for this one to be healthy: if it becomes unhealthy, `up` fails. */
export function isWaitedFor({ services }: ComposeProject, name: string): boolean {
  return services.some((service) => dependenciesOf(service).get(name)?.condition === 'service_healthy');
}
