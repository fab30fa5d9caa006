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
  ' One description of the stack; bindstack generate makes the files from it.',
].join('\n');

export type Values = ReadonlyMap<string, OptionInput>;

/**
 * A bindstack.yaml with these values and no others, printed by the library: of one that exists it keeps comments and
 * order, but lays it out in its own way (see editConfig.ts).
 */
export function printedConfig(before: string | undefined, values: Values): string {
  const document = before === undefined ? new Document({}) : parseDocument(before);
  if (before === undefined) document.commentBefore = HEADER;
  writeOutAliases(document);
  for (const key of changedKeys(document.toString(), values))
    setKey(document, key.split('.'), values.get(key));
  return document.toString({ lineWidth: 0 });
}

/** Keys whose value in a file is not the one that it shall have. */
export function changedKeys(file: string, values: Values): string[] {
  const { given } = parseConfigFile(file);
  const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
  return OPTIONS.map(({ key }) => key).filter((key) => !same(given.get(key)?.value, values.get(key)));
}

/** A change to a value that others refer to must not change them as well. */
function writeOutAliases(document: Document): void {
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
    // A block that was left empty (`weaviate:`) is null, which nothing can be set in.
    if (!isMap(block.get(group))) block.set(group, document.createNode({}));
    block = block.get(group) as YAMLMap;
  }
  setEntry(document, block, name ?? group, value);
}

/** Text whose blanks and line breaks count stands in double quotes: as a block it does not always come back. */
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

/** Sets a key, or takes it out; comments beside the old value stay. */
function setEntry(document: Document, block: YAMLMap, name: string, value: OptionInput | undefined): void {
  const old = block.get(name, true);
  if (value === undefined) block.delete(name);
  else if (isMap(old) && typeof value === 'object' && !Array.isArray(value)) {
    const names = Object.keys(value);
    for (const [entry, text] of Object.entries(value)) setEntry(document, old, entry, text);
    // Files list the variables in this order.
    const place = ({ key }: { key: unknown }) => names.indexOf(String(key));
    old.items = old.items.filter((pair) => place(pair) >= 0).sort((a, b) => place(a) - place(b));
  } else {
    const node = quotedIfNeeded(document.createNode(value) as Node);
    if (isNode(old)) Object.assign(node, { comment: old.comment, commentBefore: old.commentBefore });
    if (isCollection(old) && isCollection(node)) node.flow = old.flow === true;
    block.set(name, node);
  }
}
