import type { PartialText } from '../formats/partialText.ts';
import type { Change } from './change.ts';
import type { Located } from './located.ts';
import { changedLiterals, rewritten } from './pieces.ts';
import { piecesOf } from './writtenText.ts';

/** Gives a text of a Compose file another value. Nothing where that would lose a variable. */
export function setScalar(located: Located, value: string): Change[] {
  return located.kind === 'scalar' ? written(located, rewritten(piecesOf(located), value)) : [];
}

/** Changes what is literal in a text of a Compose file, and keeps every variable as it is written. */
export function changeScalar(located: Located, change: (text: PartialText) => PartialText): Change[] {
  return located.kind === 'scalar' ? written(located, changedLiterals(piecesOf(located), change)) : [];
}

function written({ path }: Located, text: string | undefined): Change[] {
  return text === undefined ? [] : [{ op: 'set', path, value: text }];
}
