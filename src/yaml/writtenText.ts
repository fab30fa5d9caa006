import type { Located, LocatedScalar } from './located.ts';
import { escaped, type TextPiece } from './pieces.ts';

/** Keys and values with names from outside: without a prototype, in which `__proto__` is a key like any other. */
export function recordOf<T>(entries: Iterable<readonly [string, T]>): Record<string, T> {
  const record = Object.create(null) as Record<string, T>;
  for (const [key, value] of entries) record[key] = value;
  return record;
}

/** The plain value, for a schema. */
export function plainValue(located: Located): unknown {
  switch (located.kind) {
    case 'scalar':
      return located.value;
    case 'list':
      return located.items.map(plainValue);
    case 'map':
      return recordOf([...located.entries].map(([key, { value }]) => [key, plainValue(value)]));
  }
}

/** Whether a text has variables, with or without a value. */
export function hasVariables({ pieces = [] }: LocatedScalar): boolean {
  return pieces.some(({ variable }) => variable !== undefined);
}

/** What a text is made of; one piece where it has no variables. */
export function piecesOf({ value, pieces }: LocatedScalar): readonly TextPiece[] {
  const text = value === null ? '' : String(value);
  return pieces ?? (text === '' ? [] : [{ written: escaped(text), text }]);
}

/** The text as the file has it, variables and all. */
export function writtenText(located: LocatedScalar): string {
  return piecesOf(located)
    .map(({ written }) => written)
    .join('');
}

/** A scalar or list as the file has it, to be written again. */
export function plainAsWritten(located: Located): unknown {
  if (located.kind === 'list') return located.items.map(plainAsWritten);
  return located.kind === 'scalar' && located.pieces ? writtenText(located) : plainValue(located);
}
