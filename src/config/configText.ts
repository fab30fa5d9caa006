import {
  Document,
  isCollection,
  isMap,
  isNode,
  isScalar,
  type Node,
  parseDocument,
  visit,
  type YAMLMap,
} from 'yaml';
import type { OptionInput } from '../capabilities/option.ts';
import { SCHEMA_FILE } from '../facts/fileNames.ts';
import { OPTIONS } from '../options/table.ts';
import { parseConfigFile } from './configFile.ts';

const HEADER = [
  ` yaml-language-server: $schema=${SCHEMA_FILE}`,
  ' Describes the stack; bindstack generate writes the files from it.',
].join('\n');

export type Values = ReadonlyMap<string, OptionInput>;

/**
 * A bindstack.yaml with exactly these values, printed by the YAML library. It keeps the comments and the order of an
 * existing file, but not its formatting (for that, see editConfig.ts).
 */
export function printedConfig(before: string | undefined, values: Values): string {
  const document = before === undefined ? new Document({}) : parseDocument(before);
  if (before === undefined) document.commentBefore = HEADER;
  resolveAliases(document);
  for (const key of changedKeys(document.toString(), values))
    setKey(document, key.split('.'), values.get(key));
  return document.toString({ lineWidth: 0 });
}

/** Keys whose value in the file differs from `values`. */
export function changedKeys(file: string, values: Values): string[] {
  const { given } = parseConfigFile(file);
  const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
  return OPTIONS.map(({ key }) => key).filter((key) => !same(given.get(key)?.value, values.get(key)));
}

/** Replaces aliases by copies: changing an anchored value must not change the places that refer to it. */
function resolveAliases(document: Document): void {
  visit(document, {
    Alias: (_, alias) => document.createNode(alias.toJS(document)) as Node,
    Pair: (_, { key }) => (isScalar(key) && key.value === '<<' ? visit.REMOVE : undefined),
  });
}

function setKey(
  document: Document,
  [group = '', name]: readonly string[],
  value: OptionInput | undefined,
): void {
  if (!isMap(document.contents)) document.contents = document.createNode({});
  let block = document.contents as YAMLMap;
  if (name !== undefined) {
    // An empty block (`weaviate:`) is null, and null cannot have keys.
    if (!isMap(block.get(group))) block.set(group, document.createNode({}));
    block = block.get(group) as YAMLMap;
  }
  setEntry(document, block, name ?? group, value);
}

/** Puts text with line breaks or outer spaces in double quotes: as a block scalar, it is not always read back unchanged. */
function quotedIfNeeded(node: Node): Node {
  visit(node, {
    Scalar: (_, scalar) => {
      const { value } = scalar;
      if (typeof value === 'string' && (/[\r\n\t]/.test(value) || value !== value.trim()))
        scalar.type = 'QUOTE_DOUBLE';
    },
  });
  return node;
}

/** Sets or removes a key; comments next to the old value stay. */
function setEntry(document: Document, block: YAMLMap, name: string, value: OptionInput | undefined): void {
  const old = block.get(name, true);
  if (value === undefined) block.delete(name);
  else if (isMap(old) && typeof value === 'object' && !Array.isArray(value)) {
    const names = Object.keys(value);
    for (const [entry, text] of Object.entries(value)) setEntry(document, old, entry, text);
    // Generated files list the variables in this order.
    const place = ({ key }: { key: unknown }) => names.indexOf(String(key));
    old.items = old.items.filter((pair) => place(pair) >= 0).sort((a, b) => place(a) - place(b));
  } else {
    const node = quotedIfNeeded(document.createNode(value) as Node);
    if (isNode(old)) Object.assign(node, { comment: old.comment, commentBefore: old.commentBefore });
    if (isCollection(old) && isCollection(node)) node.flow = old.flow === true;
    block.set(name, node);
  }
}
