import type { Located } from './located.ts';

/** Keys and values with names from outside: without a prototype, in which `__proto__` is a key like any other. */
export function recordOf<T>(entries: Iterable<readonly [string, T]>): Record<string, T> {
  const record = Object.create(null) as Record<string, T>;
  for (const [key, value] of entries) record[key] = value;
  return record;
}

/** The plain value, for a schema. */
export function plain(located: Located): unknown {
  switch (located.kind) {
    case 'scalar':
      return located.value;
    case 'list':
      return located.items.map(plain);
    case 'map':
      return recordOf([...located.entries].map(([key, { value }]) => [key, plain(value)]));
  }
}
