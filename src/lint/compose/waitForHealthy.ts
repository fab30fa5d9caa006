import type { Change } from '../../yaml/change.ts';
import { at, isNothing, itemsOf, textOf } from '../../yaml/located.ts';
import type { ComposeService } from './project.ts';

const HEALTHY = { condition: 'service_healthy' };

/** Lets a service wait until another is healthy; a short `depends_on` becomes a long one. */
export function waitForHealthy(service: ComposeService, other: string): Change[] {
  const path = [...service.map.path, 'depends_on'];
  const written = at(service.map, 'depends_on');
  if (!written || isNothing(written)) return [{ op: 'set', path, value: { [other]: HEALTHY } }];
  if (written.place.source !== service.key.source) return [];
  if (written.kind === 'map') return [{ op: 'set', path: [...written.path, other], value: HEALTHY }];
  const names = itemsOf(written).map(textOf);
  // With variables, or merged of two files: not ours to rewrite.
  if (names.some((name) => name === undefined)) return [];
  const conditions = names.map(
    (name) => [name, name === other ? HEALTHY : { condition: 'service_started' }] as const,
  );
  const values = { ...Object.fromEntries(conditions), [other]: HEALTHY };
  return [{ op: 'key', path: written.path, values }];
}
