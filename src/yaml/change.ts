import { Document, isMap, isScalar, type Node, visit } from 'yaml';
import type { PartialText } from '../formats/partialText.ts';
import type { Located, Path } from './located.ts';
import { changedLiterals, piecesOf, replacedText } from './pieces.ts';

/**
 * A change to the values of a YAML file. `value` is plain data, or a node of the library `yaml` with comments or a
 * style.
 */
export type Change =
  /** Sets the value of a key or an item. A new key is added at the end of its map. */
  | { readonly op: 'set'; readonly path: Path; readonly value: unknown }
  /** Adds an item at the end of a list. */
  | { readonly op: 'append'; readonly path: Path; readonly value: unknown }
  /** Turns a list of names into a map: `- a` becomes `a:` with its value. Comments are kept. */
  | { readonly op: 'key'; readonly path: Path; readonly values: Readonly<Record<string, unknown>> }
  | { readonly op: 'rename'; readonly path: Path; readonly to: string }
  | { readonly op: 'remove'; readonly path: Path };

/** The replacement of a part of a text. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Sets a scalar of a Compose file. Returns no change if that would lose a variable. */
export function setScalar(located: Located, value: string): Change[] {
  return located.kind === 'scalar' ? setText(located, replacedText(piecesOf(located), value)) : [];
}

/** Changes the literal parts of a scalar in a Compose file. Every variable stays as it is written. */
export function changeScalar(located: Located, change: (text: PartialText) => PartialText): Change[] {
  return located.kind === 'scalar' ? setText(located, changedLiterals(piecesOf(located), change)) : [];
}

function setText({ path }: Located, text: string | undefined): Change[] {
  return text === undefined ? [] : [{ op: 'set', path, value: text }];
}

/**
 * A block of YAML with comments above some of its keys. Lists of strings are written on one line.
 * @param comments by dotted key, such as `healthcheck.start_period`
 */
export function commented(value: unknown, comments: Readonly<Record<string, string>>): Node {
  const document = new Document(value);
  for (const [key, comment] of Object.entries(comments)) addComment(document, key.split('.'), comment);
  visit(document, {
    Seq(_, list) {
      if (list.items.every((item) => isScalar(item) && typeof item.value === 'string')) {
        list.flow = true;
        for (const item of list.items) if (isScalar(item)) item.type = 'QUOTE_DOUBLE';
      }
    },
  });
  return document.contents as Node;
}

function addComment(document: Document, path: readonly string[], comment: string): void {
  const map = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (!isMap(map)) return;
  const key = map.items.find((pair) => isScalar(pair.key) && pair.key.value === path.at(-1))?.key;
  if (isScalar(key)) key.commentBefore = ` ${comment}`;
}
