import { type PartialText, UNKNOWN } from '../formats/partialText.ts';
import type { Located, LocatedScalar, TextPiece } from './located.ts';

/** What the pieces become. */
export function resolvedText(pieces: readonly TextPiece[]): PartialText {
  return pieces.map(({ text }) => text).join('');
}

/** Literal text as a file with variables has it. */
export function escaped(text: string): string {
  return text.replaceAll('$', '$$$$');
}

/**
 * The text to write so that the pieces become `change` of what they are now, where a change to the literal ones alone
 * does that: every variable is kept as it is written.
 * @param change gets a text with a hole for each variable, whether or not it has a value
 * @returns undefined where nothing changes, where a variable would be lost, and where it is a variable's value that
 *   would have to be another
 */
export function changedLiterals(
  pieces: readonly TextPiece[],
  change: (text: PartialText) => PartialText,
): string | undefined {
  const variables = pieces.filter(({ variable }) => variable !== undefined);
  const before = pieces.map(({ variable, text }) => (variable === undefined ? text : UNKNOWN)).join('');
  const literals = change(before).split(UNKNOWN);
  if (literals.join(UNKNOWN) === before || literals.length !== variables.length + 1) return undefined;
  const becomes = literals.map((literal, index) => literal + (variables[index]?.text ?? '')).join('');
  if (becomes !== change(resolvedText(pieces))) return undefined;
  return literals.map((literal, index) => escaped(literal) + (variables[index]?.written ?? '')).join('');
}

/**
 * The text to write so that the pieces become `value`: literal text is replaced, and of a variable its default,
 * where that is what counts (`${MEM:-6g}` becomes `${MEM:-12g}`).
 * @returns undefined where a variable would be lost
 */
export function replacedText(pieces: readonly TextPiece[], value: string): string | undefined {
  if (pieces.every(({ variable }) => variable === undefined)) return escaped(value);
  const [piece, ...others] = pieces;
  if (!piece?.fallback || others.length > 0 || value.includes('}')) return undefined;
  const { written } = piece.fallback;
  const inner = replacedText(piece.fallback.pieces, value);
  return inner === undefined ? undefined : `${piece.written.slice(0, -1 - written.length)}${inner}}`;
}

/** Keys and values with names from outside: without a prototype, in which `__proto__` is a key like any other. */
export function safeRecord<T>(entries: Iterable<readonly [string, T]>): Record<string, T> {
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
      return safeRecord([...located.entries].map(([key, { value }]) => [key, plainValue(value)]));
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
export function rawText(located: LocatedScalar): string {
  return piecesOf(located)
    .map(({ written }) => written)
    .join('');
}

/** A scalar or list as the file has it, to be written again. */
export function rawValue(located: Located): unknown {
  if (located.kind === 'list') return located.items.map(rawValue);
  return located.kind === 'scalar' && located.pieces ? rawText(located) : plainValue(located);
}
