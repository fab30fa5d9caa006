import type { Change } from '../../yaml/change.ts';
import { commented } from '../../yaml/change.ts';
import { at, isNothing, itemsOf, textOf } from '../../yaml/located.ts';
import { rawText } from '../../yaml/pieces.ts';
import type { ComposeProject, ComposeService } from './project.ts';

/**
 * The network of a service. `networks`: networks of the project, by the name that the engine uses; `bridge`: the
 * default bridge of the engine, which resolves no names; `unknown`: a variable, or a container of another project.
 */
export type Network =
  | {
      readonly kind: 'networks';
      /** The service that the network belongs to: NAME for `network_mode: service:NAME`. */
      readonly owner: ComposeService;
      readonly names: ReadonlySet<string>;
    }
  | { readonly kind: 'host' | 'none' | 'bridge' | 'unknown' };

/** The networks of a service as written, including variables; empty for the default network. */
export function networkKeys({ map }: ComposeService): string[] {
  const written = at(map, 'networks');
  if (written?.kind === 'map') return [...written.entries.keys()];
  return itemsOf(written).flatMap((item) => (item.kind === 'scalar' ? rawText(item) : []));
}

/** The networks that Compose connects a service to; undefined if a variable decides. */
function networksOf({ root }: ComposeProject, { map }: ComposeService): Set<string> | undefined {
  const written = at(map, 'networks');
  const keys =
    written?.kind === 'map' ? [...written.entries.keys()] : itemsOf(written).map((item) => textOf(item));
  if (keys.length === 0) return new Set(['default']);
  const names = keys.map((key) => {
    const defined = key === undefined ? undefined : at(root, 'networks', key);
    const name = at(defined, 'name') ?? at(defined, 'external', 'name');
    // If the name is a variable, the key identifies the network.
    return textOf(name) ?? key;
  });
  return names.includes(undefined) ? undefined : new Set(names as string[]);
}

/** The network in which a service is reached, and from which it reaches others. */
export function networkOf(
  project: ComposeProject,
  service: ComposeService,
  visited: readonly string[] = [],
): Network {
  const mode = at(service.map, 'network_mode');
  if (isNothing(mode)) {
    const names = networksOf(project, service);
    return names ? { kind: 'networks', owner: service, names } : { kind: 'unknown' };
  }
  const text = textOf(mode) ?? '';
  if (text === 'host' || text === 'none' || text === 'bridge') return { kind: text };
  const name = /^service:(.+)$/.exec(text)?.[1];
  const owner = project.services.find((one) => one.name === name);
  if (!owner || visited.includes(owner.name)) return { kind: 'unknown' };
  return networkOf(project, owner, [...visited, owner.name]);
}

/** Whether another service uses the network of this one, so that they share `localhost`. */
export function isNetworkUsedByOthers({ services }: ComposeProject, { name }: ComposeService): boolean {
  return services.some(({ map }) => textOf(at(map, 'network_mode')) === `service:${name}`);
}

/** Whether a service may resolve names that are not service names: links, `/etc/hosts` entries, a DNS server. */
export function hasCustomNames({ map }: ComposeService): boolean {
  return ['external_links', 'links', 'extra_hosts', 'dns'].some((key) => !isNothing(at(map, key)));
}

/** Adds a service to a network of another service, keeping its own networks. Empty if they are set in another file. */
export function joinNetworks(
  project: ComposeProject,
  service: ComposeService,
  other: ComposeService,
): Change[] {
  const network = networkOf(project, other);
  const isInOneFile = service.map.place.source === service.key.source;
  if (network.kind !== 'networks' || !isInOneFile) return [];
  const [name = 'default'] = networkKeys(network.owner);
  const path = [...service.map.path, 'networks'];
  const written = at(service.map, 'networks');
  if (written && written.place.source !== service.key.source) return [];
  if (written?.kind === 'list') return [{ op: 'append', path: written.path, value: name }];
  if (written?.kind === 'map') return [{ op: 'set', path: [...written.path, name], value: null }];
  return [{ op: 'set', path, value: commented(['default', name], {}) }];
}
