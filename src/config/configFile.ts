import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type YAMLMap,
} from 'yaml';
import { isOption, type OptionInput, type OptionTree } from '../capabilities/option.ts';
import { reasonOf } from '../errors.ts';
import { CONFIG_FILE } from '../facts/fileNames.ts';
import { nearest } from '../formats/nearest.ts';
import { checkedValue } from '../options/checkedValue.ts';
import { optionTree } from '../options/table.ts';
import { duplicateKeys } from '../yaml/mapKeys.ts';
import { rejectionOfText } from '../yaml/source.ts';
import type { Given } from './given.ts';

/** Limit of `<<` merges, nested ones included; more is an attack rather than a configuration. */
const MAX_MERGES = 100;

const PARSE_OPTIONS = { prettyErrors: false, logLevel: 'silent', uniqueKeys: false } as const;

/** An error at a position in the file; lines and columns start at 1. */
export interface FileFault {
  readonly line: number;
  readonly column: number;
  /** Number of characters to underline. */
  readonly length: number;
  readonly message: string;
}

export interface ParsedConfigFile {
  readonly given: ReadonlyMap<string, Given>;
  readonly faults: readonly FileFault[];
}

function isCircular(value: unknown): boolean {
  try {
    JSON.stringify(value);
    return false;
  } catch {
    return true;
  }
}

/**
 * Parses a bindstack.yaml strictly and reports all syntax errors, duplicate keys, unknown keys and invalid values at
 * once, each with its position. An empty value (`storageClass:`) counts as not given.
 */
export function parseConfigFile(text: string, name: string = CONFIG_FILE): ParsedConfigFile {
  const lines = new LineCounter();
  const rejection = rejectionOfText(text);
  const document = parseDocument(rejection === undefined ? text : '{}', {
    ...PARSE_OPTIONS,
    lineCounter: lines,
  });
  const given = new Map<string, Given>();
  const faults: FileFault[] = [];

  const fault = (start: number, end: number, message: string) => {
    const { line, col } = lines.linePos(start);
    faults.push({ line, column: col, length: Math.max(1, end - start), message });
  };
  const faultAt = (node: Node | null | undefined, message: string) => {
    const [start = 0, end = start] = node?.range ?? [];
    fault(start, end, message);
  };

  if (rejection !== undefined) fault(0, 1, rejection);
  for (const { pos, message } of [...document.errors, ...document.warnings]) fault(pos[0], pos[1], message);
  for (const { range } of duplicateKeys(document)) {
    const start = range?.[0] ?? 0;
    fault(start, start + 1, 'this key appears twice');
  }

  let merges = 0;
  const walk = (map: YAMLMap, tree: OptionTree, path: string, within: readonly YAMLMap[] = []) => {
    for (const merged of mergedMaps(map, document)) {
      merges += 1;
      if (merges > MAX_MERGES || merged === map || within.includes(merged)) {
        faultAt(
          map,
          merges > MAX_MERGES ? `more than ${MAX_MERGES} merges (<<)` : 'a << merges a block into itself',
        );
        return;
      }
      walk(merged, tree, path, [...within, map]);
    }
    for (const pair of map.items) {
      if (isMergeKey(pair.key)) continue;
      if (!isScalar(pair.key) || typeof pair.key.value !== 'string') {
        faultAt(pair.key as Node, 'a key must be plain text');
        continue;
      }
      const keyName = pair.key.value;
      const key = path + keyName;
      const node = Object.hasOwn(tree, keyName) ? tree[keyName] : undefined;
      const value = pair.value as Node | null;
      const block = isAlias(value) ? value.resolve(document) : value;
      if (node === undefined) faultAt(pair.key, unknownKey(key, keyName, tree));
      else if (isOption(node)) option(key, node, value);
      else if (isMap(block)) walk(block, node, `${key}.`);
      else if (!isEmptyNode(block))
        faultAt(value, `${key} must contain keys: ${Object.keys(node).join(', ')}`);
    }
  };
  const option = (
    key: string,
    declared: Extract<OptionTree[string], { flag: string }>,
    node: Node | null,
  ) => {
    if (isEmptyNode(node)) return;
    let value: unknown;
    try {
      value = node?.toJS(document);
    } catch (error) {
      // An alias without an anchor, or so many aliases that they are an attack.
      faultAt(node, `${key}: ${reasonOf(error)}`);
      return;
    }
    if (value === null) return;
    if (isCircular(value)) {
      faultAt(node, `${key}: an alias is used inside its own anchor`);
      return;
    }
    const checked = checkedValue(declared, value);
    if ('faults' in checked) {
      for (const { entry, message } of checked.faults) {
        const part = entry !== undefined && isMap(node) ? keyNode(node, entry) : entryNode(node, entry);
        const shown = entry !== undefined && isMap(node) ? entry : entryValue(value, entry);
        faultAt(part ?? node, `${key}: ${JSON.stringify(shown)} ${message}`);
      }
      return;
    }
    const { line } = lines.linePos(node?.range?.[0] ?? 0);
    given.set(key, {
      value: value as OptionInput,
      source: 'file',
      label: `${key} (${name}:${line}, ${declared.flag})`,
    });
  };

  if (isMap(document.contents)) walk(document.contents, optionTree, '');
  else if (!isEmptyNode(document.contents))
    faultAt(document.contents, 'the file must contain keys and values');
  return { given, faults: faults.sort((a, b) => a.line - b.line || a.column - b.column) };
}

/** `<<`, which merges the keys of another block. */
function isMergeKey(key: unknown): boolean {
  return isScalar(key) && key.value === '<<';
}

/** The blocks that a block merges with `<<`, in increasing precedence. */
function mergedMaps(map: YAMLMap, document: Document): YAMLMap[] {
  return map.items
    .filter(({ key }) => isMergeKey(key))
    .flatMap(({ value }) => (isSeq(value) ? value.items.toReversed() : [value]))
    .map((node) => (isAlias(node) ? node.resolve(document) : node))
    .filter((node) => isMap(node));
}

function isEmptyNode(node: unknown): boolean {
  return node === null || node === undefined || (isScalar(node) && node.value === null);
}

/** Suggests the most similar key at the same level, or a key of the same name elsewhere. */
function unknownKey(key: string, keyName: string, tree: OptionTree): string {
  const near = nearest(keyName, Object.keys(tree));
  if (near !== undefined) return `unknown key ${key} (did you mean ${near}?)`;
  const elsewhere = keyNamed(keyName, optionTree);
  return `unknown key ${key}${elsewhere === undefined ? '' : ` (did you mean ${elsewhere}?)`}`;
}

function keyNamed(keyName: string, tree: OptionTree, path = ''): string | undefined {
  for (const [name, node] of Object.entries(tree)) {
    if (name === keyName) return path + name;
    const below = isOption(node) ? undefined : keyNamed(keyName, node, `${path}${name}.`);
    if (below !== undefined) return below;
  }
  return undefined;
}

function keyNode(map: YAMLMap, entry: PropertyKey): Node | undefined {
  const pair = map.items.find(({ key }) => isScalar(key) && String(key.value) === entry);
  return pair?.key as Node | undefined;
}

function entryNode(node: Node | null, entry: PropertyKey | undefined): Node | undefined {
  if (typeof entry !== 'number' || node === null || !('items' in node)) return undefined;
  return (node.items as Node[])[entry];
}

function entryValue(value: unknown, entry: PropertyKey | undefined): unknown {
  return Array.isArray(value) && typeof entry === 'number' ? value[entry] : value;
}

/** The faults as text: position, message, and the line with the wrong part underlined. */
export function faultText(faults: readonly FileFault[], text: string, name: string): string {
  const lines = text.split(/\r?\n/);
  return faults
    .map(({ line, column, length, message }) => {
      const source = lines[line - 1] ?? '';
      const width = Math.max(1, Math.min(length, source.length - column + 1));
      const number = String(line);
      return [
        `${name}:${line}:${column}  ${message}`,
        `  ${number} | ${source}`,
        // Tabs stay tabs: the underline is then in the right place, whatever their width.
        `  ${' '.repeat(number.length)} | ${source.slice(0, column - 1).replace(/[^\t]/g, ' ')}${'^'.repeat(width)}`,
      ].join('\n');
    })
    .join('\n');
}
