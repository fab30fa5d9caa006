import type { ComposeService } from '../documents/compose/project.ts';
import { variable } from '../documents/compose/roles.ts';
import { at, isNothing, type Located } from '../documents/located.ts';
import type { Place } from '../documents/source.ts';
import type { Change } from './change.ts';

/** A literal `$` is doubled for Compose. */
function escaped(value: string): string {
  return value.replaceAll('$', '$$$$');
}

function holdsVariable({ source, start, end }: Place): boolean {
  return source.text.slice(start, end).includes('$');
}

/**
 * Gives a variable of a service a value, in the form in which its environment is written. Nothing where the old
 * value is made of variables, or stands in another file than the service.
 */
export function setVariable(service: ComposeService, name: string, value: string): Change[] {
  const entry = variable(service, name);
  const text = escaped(value);
  if (entry) {
    if (entry.form === 'file' || holdsVariable(entry.place)) return [];
    const { path } = entry.written;
    return [{ op: 'set', path, value: entry.form === 'list' ? `${name}=${text}` : text }];
  }
  const { source } = service.key;
  const environment = at(service.map, 'environment');
  if (!environment || isNothing(environment)) {
    // Key by key: another variable may be set in the same go.
    return [{ op: 'set', path: [...service.map.path, 'environment', name], value: text }];
  }
  const block = blockIn(environment, source.name);
  if (!block) return [];
  if (block.kind === 'map') return [{ op: 'set', path: [...block.path, name], value: text }];
  return [{ op: 'append', path: block.path, value: `${name}=${text}` }];
}

/** The map or list of a file: where both forms are merged, one lies in the other. */
function blockIn(environment: Located, file: string): Located | undefined {
  const inside =
    environment.kind === 'list' ? environment.items.find(({ kind }) => kind === 'map') : undefined;
  return [environment, inside].find(
    (block) => block !== undefined && block.place.source.name === file && block.kind !== 'scalar',
  );
}
