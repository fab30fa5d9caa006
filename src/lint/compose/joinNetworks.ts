import type { Change } from '../../yaml/change.ts';
import { explained } from '../../yaml/explained.ts';
import { at } from '../../yaml/located.ts';
import { networkKeys, networkOf } from './networks.ts';
import type { ComposeProject, ComposeService } from './project.ts';

/** Puts a service into a network of another one, and keeps it in its own. Nothing where that is in another file. */
export function joinNetworks(
  project: ComposeProject,
  service: ComposeService,
  other: ComposeService,
): Change[] {
  const network = networkOf(project, other);
  const isOurs = service.map.place.source === service.key.source;
  if (network.kind !== 'networks' || !isOurs) return [];
  const [name = 'default'] = networkKeys(network.owner);
  const path = [...service.map.path, 'networks'];
  const written = at(service.map, 'networks');
  if (written && written.place.source !== service.key.source) return [];
  if (written?.kind === 'list') return [{ op: 'append', path: written.path, value: name }];
  if (written?.kind === 'map') return [{ op: 'set', path: [...written.path, name], value: null }];
  return [{ op: 'set', path, value: explained(['default', name], {}) }];
}
