import { Document, isMap, parseDocument } from 'yaml';
import type { OptionInput } from '../options/option.ts';
import { OPTIONS } from '../options/table.ts';

/** Where `--save` puts the JSON Schema that the first line of bindstack.yaml names. */
export const SCHEMA_FILE = '.bindstack/schema.json';

const HEADER = [
  ` yaml-language-server: $schema=${SCHEMA_FILE}`,
  ' One description of the stack; bindstack generate makes the files from it.',
].join('\n');

/**
 * A bindstack.yaml with these values. An existing one keeps its comments, its order and everything else: only
 * values that differ are set, and new keys are added at the end of their block.
 */
export function configFileText(before: string | undefined, values: ReadonlyMap<string, OptionInput>): string {
  const document = before === undefined ? new Document({}) : parseDocument(before);
  if (!isMap(document.contents)) document.contents = document.createNode({});
  if (before === undefined) document.commentBefore = HEADER;
  for (const { key } of OPTIONS) {
    const value = values.get(key);
    const path = key.split('.');
    if (value !== undefined && !sameValue(document.getIn(path), value)) {
      // A block that was left empty (`weaviate:`) is null, which nothing can be set in.
      if (path.length > 1 && !isMap(document.get(path[0]))) document.set(path[0], document.createNode({}));
      document.setIn(path, document.createNode(value));
    }
  }
  return document.toString({ lineWidth: 0 });
}

function sameValue(node: unknown, value: OptionInput): boolean {
  const plain =
    typeof node === 'object' && node !== null && 'toJSON' in node
      ? (node as { toJSON(): unknown }).toJSON()
      : node;
  return JSON.stringify(plain) === JSON.stringify(value);
}
