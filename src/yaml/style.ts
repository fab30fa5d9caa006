import { type Document, isCollection, isMap, isPair, isScalar, isSeq, type Node, visit } from 'yaml';

/** How a file is written, so that what is added looks like the rest. */
export interface Style {
  readonly eol: '\n' | '\r\n';
  /** Columns that a level is indented by. */
  readonly indent: number;
  /** Whether a list below a key is indented. */
  readonly indentSeq: boolean;
  readonly singleQuote: boolean;
  /** Blanks inside `[ ]` and `{ }`. */
  readonly flowPadding: boolean;
}

/** The column of an offset, from 0. */
export function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1);
}

export function styleOf(text: string, document: Document): Style {
  let indent: number | undefined;
  let indentSeq: boolean | undefined;
  let single = 0;
  let double = 0;
  visit(document, {
    Scalar(_, { type }) {
      if (type === 'QUOTE_SINGLE') single += 1;
      if (type === 'QUOTE_DOUBLE') double += 1;
    },
    Pair(_, { key, value }) {
      if (!isScalar(key) || !key.range || !startOf(value) || !isBlock(value)) return;
      const from = columnOf(text, key.range[0]);
      const step = columnOf(text, startOf(value) ?? 0) - from;
      if (isMap(value) && step > 0) indent ??= step;
      if (isSeq(value)) indentSeq ??= step > 0;
    },
  });
  return {
    eol: text.includes('\r\n') ? '\r\n' : '\n',
    indent: indent ?? 2,
    indentSeq: indentSeq ?? true,
    singleQuote: single > double,
    flowPadding: /[[{] [^\s#]/.test(text),
  };
}

function isBlock(value: unknown): boolean {
  return isCollection(value) && !value.flow;
}

function startOf(value: unknown): number | undefined {
  return isPair(value) ? undefined : ((value as Node | null)?.range?.[0] ?? undefined);
}
