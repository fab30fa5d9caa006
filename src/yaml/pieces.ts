import { type PartialText, UNKNOWN_PART } from '../formats/partialText.ts';
import type { Located, LocatedScalar, TextPiece } from './located.ts';

/** The text with the values of its variables. */
export function resolvedText(pieces: readonly TextPiece[]): PartialText {
  return pieces.map(({ text }) => text).join('');
}

/** Literal text as it is written in a Compose file. */
export function escaped(text: string): string {
  return text.replaceAll('$', '$$$$');
}

/**
 * Applies a change to the literal pieces of a text. Every variable is kept as it is written.
 * @param change receives the text with `UNKNOWN_PART` in place of each variable, even if the variable has a value
 * @returns the text to write; undefined if nothing changes, if a variable would be lost, or if the change would have to
 *   be made in the value of a variable
 */
export function changedLiterals(
  pieces: readonly TextPiece[],
  change: (text: PartialText) => PartialText,
): string | undefined {
  const variables = pieces.filter(({ variable }) => variable !== undefined);
  const before = pieces.map(({ variable, text }) => (variable === undefined ? text : UNKNOWN_PART)).join('');
  const literals = change(before).split(UNKNOWN_PART);
  if (literals.join(UNKNOWN_PART) === before || literals.length !== variables.length + 1) return undefined;
  const becomes = literals.map((literal, index) => literal + (variables[index]?.text ?? '')).join('');
  if (becomes !== change(resolvedText(pieces))) return undefined;
  return literals.map((literal, index) => escaped(literal) + (variables[index]?.written ?? '')).join('');
}

/**
 * Replaces a text with `value`. In a variable that has its default value, the default is replaced: `${MEM:-6g}` becomes
 * `${MEM:-12g}`.
 * @returns the text to write; undefined if a variable would be lost
 */
export function replacedText(pieces: readonly TextPiece[], value: string): string | undefined {
  if (pieces.every(({ variable }) => variable === undefined)) return escaped(value);
  const [piece, ...others] = pieces;
  if (!piece?.fallback || others.length > 0 || value.includes('}')) return undefined;
  const { written } = piece.fallback;
  const inner = replacedText(piece.fallback.pieces, value);
  return inner === undefined ? undefined : `${piece.written.slice(0, -1 - written.length)}${inner}}`;
}

/** An object for keys from files. It has no prototype, so `__proto__` is a key like any other. */
export function safeRecord<T>(entries: Iterable<readonly [string, T]>): Record<string, T> {
  const record = Object.create(null) as Record<string, T>;
  for (const [key, value] of entries) record[key] = value;
  return record;
}

/** The value without places, for a schema. */
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

/** Whether a text contains variables, with or without a value. */
export function hasVariables({ pieces = [] }: LocatedScalar): boolean {
  return pieces.some(({ variable }) => variable !== undefined);
}

/** The pieces of a text. A text without variables is one piece. */
export function piecesOf({ value, pieces }: LocatedScalar): readonly TextPiece[] {
  const text = value === null ? '' : String(value);
  return pieces ?? (text === '' ? [] : [{ written: escaped(text), text }]);
}

/** The text as it is written in the file, including its variables. */
export function rawText(located: LocatedScalar): string {
  return piecesOf(located)
    .map(({ written }) => written)
    .join('');
}

/** A scalar or list as it is written in the file, to be written again. */
export function rawValue(located: Located): unknown {
  if (located.kind === 'list') return located.items.map(rawValue);
  return located.kind === 'scalar' && located.pieces ? rawText(located) : plainValue(located);
}
