import { Document, isNode, Scalar, type ToStringOptions } from 'yaml';
import type { Style } from './style.ts';

function options(style: Style): ToStringOptions {
  return {
    indent: Math.max(1, style.indent),
    indentSeq: style.indentSeq,
    // Undefined, not false: with false a single-quoted text would be quoted anew.
    ...(style.singleQuote && { singleQuote: true }),
    flowCollectionPadding: style.flowPadding,
    nullStr: '',
    // Never folded: a folded line is another line.
    lineWidth: 0,
  };
}

function clone(value: unknown): unknown {
  return isNode(value) ? value.clone() : value;
}

/** Lines of `key: value` or `- value` in block style, without indentation. */
export function blockLines(
  item: { key: string; value: unknown } | { value: unknown },
  style: Style,
): string[] {
  const value = clone(item.value);
  const document = new Document('key' in item ? { [item.key]: null } : [null]);
  document.setIn(['key' in item ? item.key : 0], document.createNode(value));
  return document.toString(options(style)).trimEnd().split('\n');
}

/** An item in one line, without the brackets of the list that it is written in. */
function inFlow(item: unknown, style: Style): string {
  return new Document([item])
    .toString({ ...options(style), collectionStyle: 'flow' })
    .trim()
    .replace(/^\[ ?([\s\S]*?) ?\]$/, '$1');
}

/** A value in one line, as it stands inside `[ ]` or `{ }`; comments do not fit in there. */
export function flowText(value: unknown, style: Style, json: boolean): string {
  const plain: unknown = isNode(value) ? value.toJS(new Document()) : value;
  return json ? JSON.stringify(plain) : inFlow(plain, style);
}

/** A scalar in one line, in the style that the old one had; a plain one is quoted where it must be. */
export function scalarText(value: unknown, old: Scalar | undefined, style: Style, isInFlow: boolean): string {
  const scalar = new Scalar(value);
  if (old?.type === 'QUOTE_DOUBLE' || old?.type === 'QUOTE_SINGLE')
    scalar.type = typeof value === 'string' ? old.type : 'PLAIN';
  return isInFlow ? inFlow(scalar, style) : new Document(scalar).toString(options(style)).trimEnd();
}
