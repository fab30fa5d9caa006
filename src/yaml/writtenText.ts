import type { Located, LocatedScalar } from './located.ts';
import { escaped, type Piece } from './pieces.ts';
import { plain } from './plain.ts';

/** Whether a text has variables, with or without a value. */
export function hasVariables({ pieces = [] }: LocatedScalar): boolean {
  return pieces.some(({ variable }) => variable !== undefined);
}

/** What a text is made of; one piece where it has no variables. */
export function piecesOf({ value, pieces }: LocatedScalar): readonly Piece[] {
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
  return located.kind === 'scalar' && located.pieces ? writtenText(located) : plain(located);
}
