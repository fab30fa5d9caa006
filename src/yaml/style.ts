import {
  Document,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  type Node,
  Scalar,
  type ToStringOptions,
  visit,
} from 'yaml';

/** How a file is formatted, so that additions look like the rest. */
export interface Style {
  readonly eol: '\n' | '\r\n';
  /** Spaces per level. */
  readonly indent: number;
  /** Whether a list under a key is indented. */
  readonly indentSeq: boolean;
  readonly singleQuote: boolean;
  /** Whether there are spaces inside `[ ]` and `{ }`. */
  readonly flowPadding: boolean;
}

/** The column of an offset, counted from 0. */
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

function options(style: Style): ToStringOptions {
  return {
    indent: Math.max(1, style.indent),
    indentSeq: style.indentSeq,
    // Undefined, not false: false would change single-quoted texts to double quotes.
    ...(style.singleQuote && { singleQuote: true }),
    flowCollectionPadding: style.flowPadding,
    nullStr: '',
    // Never fold: a folded line would change other lines.
    lineWidth: 0,
  };
}

function clone(value: unknown): unknown {
  return isNode(value) ? value.clone() : value;
}

/** The lines of `key: value` or `- value` in block style, without indentation. */
export function blockLines(
  item: { key: string; value: unknown } | { value: unknown },
  style: Style,
): string[] {
  const value = clone(item.value);
  const document = new Document('key' in item ? { [item.key]: null } : [null]);
  document.setIn(['key' in item ? item.key : 0], document.createNode(value));
  return document.toString(options(style)).trimEnd().split('\n');
}

/** A value on one line, as an item of a flow list, without the brackets. */
function flowItem(item: unknown, style: Style): string {
  return new Document([item])
    .toString({ ...options(style), collectionStyle: 'flow' })
    .trim()
    .replace(/^\[ ?([\s\S]*?) ?\]$/, '$1');
}

/** A value on one line, as it is written inside `[ ]` or `{ }`. Comments are dropped. */
export function flowText(value: unknown, style: Style, json: boolean): string {
  const plain: unknown = isNode(value) ? value.toJS(new Document()) : value;
  return json ? JSON.stringify(plain) : flowItem(plain, style);
}

/** A scalar on one line, in the style of the old one. A plain scalar is quoted if necessary. */
export function scalarText(value: unknown, old: Scalar | undefined, style: Style, isInFlow: boolean): string {
  const scalar = new Scalar(value);
  if (old?.type === 'QUOTE_DOUBLE' || old?.type === 'QUOTE_SINGLE')
    scalar.type = typeof value === 'string' ? old.type : 'PLAIN';
  return isInFlow ? flowItem(scalar, style) : new Document(scalar).toString(options(style)).trimEnd();
}
