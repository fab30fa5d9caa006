import { Document, isMap, isScalar, type Node, visit } from 'yaml';
import type { PartialText } from '../formats/partialText.ts';
import type { Located, Path } from './located.ts';
import { changedLiterals, piecesOf, replacedText } from './pieces.ts';

/**
 * A change to a YAML file, in terms of its values. `value` is plain data, or a node of `yaml` where comments or
 * a style are wanted.
 */
export type Change =
  /** Gives a key or an item a value: replaced where it stands, else added at the end of its map. */
  | { readonly op: 'set'; readonly path: Path; readonly value: unknown }
  /** Adds an item at the end of a list. */
  | { readonly op: 'append'; readonly path: Path; readonly value: unknown }
  /** Makes a map of a list of names: `- a` becomes `a:` with its value, comments stay where they are. */
  | { readonly op: 'key'; readonly path: Path; readonly values: Readonly<Record<string, unknown>> }
  | { readonly op: 'rename'; readonly path: Path; readonly to: string }
  | { readonly op: 'remove'; readonly path: Path };

/** A part of a text and what comes in its place. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Gives a text of a Compose file another value. Nothing where that would lose a variable. */
export function setScalar(located: Located, value: string): Change[] {
  return located.kind === 'scalar' ? setText(located, replacedText(piecesOf(located), value)) : [];
}

/** Changes what is literal in a text of a Compose file, and keeps every variable as it is written. */
export function changeScalar(located: Located, change: (text: PartialText) => PartialText): Change[] {
  return located.kind === 'scalar' ? setText(located, changedLiterals(piecesOf(located), change)) : [];
}

function setText({ path }: Located, text: string | undefined): Change[] {
  return text === undefined ? [] : [{ op: 'set', path, value: text }];
}

/**
 * A block of YAML with comments above some of its keys, and lists of texts in one line.
 * @param comments by dotted key: `healthcheck.start_period`
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
