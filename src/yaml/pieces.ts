import { HOLE, type PartialText } from '../formats/partialText.ts';

/** A piece of a text that variables are filled into: literal text, or one variable. */
export interface TextPiece {
  /** As the file has it: `$$` for a literal `$`, `${TAG:-1}`. */
  readonly written: string;
  /** What it becomes; a hole where the variable has no value. */
  readonly text: PartialText;
  /** Name of the variable; undefined for literal text. */
  readonly variable?: string;
  /** The default, where it is what the variable becomes. */
  readonly fallback?: { readonly pieces: readonly TextPiece[]; readonly written: string };
}

/** What the pieces become. */
export function filledIn(pieces: readonly TextPiece[]): PartialText {
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
  const before = pieces.map(({ variable, text }) => (variable === undefined ? text : HOLE)).join('');
  const literals = change(before).split(HOLE);
  if (literals.join(HOLE) === before || literals.length !== variables.length + 1) return undefined;
  const becomes = literals.map((literal, index) => literal + (variables[index]?.text ?? '')).join('');
  if (becomes !== change(filledIn(pieces))) return undefined;
  return literals.map((literal, index) => escaped(literal) + (variables[index]?.written ?? '')).join('');
}

/**
 * The text to write so that the pieces become `value`: literal text is replaced, and of a variable its default,
 * where that is what counts (`${MEM:-6g}` becomes `${MEM:-12g}`).
 * @returns undefined where a variable would be lost
 */
export function rewritten(pieces: readonly TextPiece[], value: string): string | undefined {
  if (pieces.every(({ variable }) => variable === undefined)) return escaped(value);
  const [piece, ...others] = pieces;
  if (!piece?.fallback || others.length > 0 || value.includes('}')) return undefined;
  const { written } = piece.fallback;
  const inner = rewritten(piece.fallback.pieces, value);
  return inner === undefined ? undefined : `${piece.written.slice(0, -1 - written.length)}${inner}}`;
}
