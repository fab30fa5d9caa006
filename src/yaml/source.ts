import { Composer, type CST, type Document, LineCounter, Parser } from 'yaml';
import { RecentCache } from './cache.ts';
import { duplicateKeys } from './mapKeys.ts';

/** A parsed file. JSON is parsed as YAML, of which it is a subset. */
export interface Source {
  /** As the user gave it. */
  readonly name: string;
  readonly text: string;
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
  /** Syntax errors and duplicate keys. Lines after a syntax error may be misread. */
  readonly faults: readonly SyntaxFault[];
  /** Why the text was not parsed at all; also in `faults`. */
  readonly rejection?: string;
  /** The part of the text that `document` was parsed from; undefined for the whole text or its first document. */
  readonly part?: Part;
}

/** One of several documents in a file, or the YAML inside a block scalar (`|`) of a document. */
export interface Part {
  /** Index of the document. */
  readonly document: number;
  /** The path of the block scalar in it. */
  readonly block?: readonly (string | number)[];
}

/** A range in a file: the offset of its first character and the offset after its last one. */
export interface Place {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
}

export interface SyntaxFault {
  readonly rule: 'yaml-syntax' | 'duplicate-key';
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

/** Lines and columns, counted from 1. The end is the column after the last character. */
export interface Position {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** More than any Compose or values file has. The parser's recursion fails at a few thousand levels. */
const MAX_DEPTH = 200;

/** More documents than a file of manifests has. */
const MAX_DOCUMENTS = 10_000;

/** More than any real file has. The parser searches all anchors and aliases for each alias. */
const MAX_ANCHORS = 10_000;

/**
 * More keys and list items than any real file has, and about as many as can be parsed, checked and written within
 * seconds. Two megabytes of the shortest possible keys take the parser alone five seconds.
 */
const MAX_ENTRIES = 125_000;

/**
 * How YAML is parsed everywhere: merge keys apply, and a `!!set` or `!!omap` is the map or list that it is written as,
 * like in Compose (measured with Docker Compose 2.26.1). `duplicateKeys` finds duplicate keys in linear time.
 */
const YAML_OPTIONS = {
  merge: true,
  prettyErrors: false,
  logLevel: 'silent',
  uniqueKeys: false,
  resolveKnownTags: false,
} as const;

/** More than a file that is meant to be YAML has. The parser creates an exception for each syntax error. */
const MAX_FAULTS = 1_000;

interface Measurements {
  readonly depth: number;
  /** Including aliases. */
  readonly anchors: number;
  /** Keys and list items. */
  readonly entries: number;
}

/** Measures how deeply a document is nested and how much it contains. A hostile file would exhaust recursion. */
function measure(token: CST.Token): Measurements {
  let deepest = 0;
  let anchors = 0;
  let entries = 0;
  const count = (properties: readonly CST.SourceToken[]) => {
    for (const { type } of properties) if (type === 'anchor') anchors += 1;
  };
  const pending: [CST.Token, number][] = [[token, 0]];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [current, depth] = next;
    deepest = Math.max(deepest, depth);
    if (current.type === 'alias') anchors += 1;
    if (current.type === 'document') {
      count(current.start);
      if (current.value) pending.push([current.value, depth]);
    }
    if (!('items' in current)) continue;
    entries += current.items.length;
    for (const { start, key, sep, value } of current.items) {
      count(start);
      if (sep) count(sep);
      if (key) pending.push([key, depth + 1]);
      if (value) pending.push([value, depth + 1]);
    }
  }
  return { depth: deepest, anchors, entries };
}

/** The documents of a text, at least one. Each is composed on demand. */
function compose(tokens: CST.Token[], text: string): Generator<Document.Parsed> {
  return new Composer(YAML_OPTIONS).compose(tokens, true, text.length) as Generator<Document.Parsed>;
}

/** A parsed text, independent of a file name. */
export type ParsedText = Omit<Source, 'name' | 'part'>;

const parsedTexts = new RecentCache<ParsedText>();
const sourcesByName = new WeakMap<ParsedText, Map<string, Source>>();
const parsedDocuments = new RecentCache<ParsedText[]>();

/** Parses the first document of YAML or JSON. Errors are returned as `faults`, never thrown. */
export function parseText(text: string): ParsedText {
  return parsedTexts.of(text, () => {
    const [first] = documentsOf(text);
    if (!first) throw new Error('a forced document is missing');
    return first;
  });
}

/** The same for a file. Returns the same object as long as the text is cached. */
export function parseSource(name: string, text: string): Source {
  const read = parseText(text);
  const known = sourcesByName.get(read) ?? new Map<string, Source>();
  const source = known.get(name) ?? { name, ...read };
  sourcesByName.set(read, known.set(name, source));
  return source;
}

/** The same for every document of a file. */
export function parseSources(name: string, text: string): Source[] {
  const all = parsedDocuments.of(text, () => [...documentsOf(text)]);
  return all.map((read, document) => ({ name, ...read, ...(all.length > 1 && { part: { document } }) }));
}

function* documentsOf(text: string): Generator<ParsedText> {
  const lines = new LineCounter();
  const tokens = [...new Parser(lines.addNewLine).parse(text)];
  const rejection = rejectionOf(tokens);
  if (rejection !== undefined) {
    const faults: SyntaxFault[] = [{ rule: 'yaml-syntax', message: rejection, start: 0, end: 1 }];
    for (const document of compose([], '')) yield { text, document, lines, faults, rejection };
    return;
  }
  for (const document of compose(tokens, text)) {
    const faults = faultsOf(document, text);
    yield { text, document, lines, faults };
  }
}

/** Why a text is rejected without parsing it; undefined if it is not. */
export function rejectionOfText(text: string): string | undefined {
  return rejectionOf([...new Parser().parse(text)]);
}

/** Rejects a hostile text that would exhaust recursion, memory or time. */
function rejectionOf(tokens: readonly CST.Token[]): string | undefined {
  let documents = 0;
  let anchorCount = 0;
  let entryCount = 0;
  let faults = 0;
  for (const token of tokens) {
    if (token.type === 'error') faults += 1;
    if (faults > MAX_FAULTS) return `more than ${MAX_FAULTS} syntax errors: this is not YAML`;
    if (token.type !== 'document') continue;
    documents += 1;
    if (documents > MAX_DOCUMENTS) return `more than ${MAX_DOCUMENTS} documents`;
    const { depth, anchors, entries } = measure(token);
    if (depth > MAX_DEPTH) return `more than ${MAX_DEPTH} levels of nesting`;
    anchorCount += anchors;
    if (anchorCount > MAX_ANCHORS) return `more than ${MAX_ANCHORS} anchors and aliases`;
    entryCount += entries;
    if (entryCount > MAX_ENTRIES) return `more than ${MAX_ENTRIES} keys and list items`;
  }
  return undefined;
}

function faultsOf(document: Document.Parsed, text: string): SyntaxFault[] {
  const duplicates = duplicateKeys(document).map(({ range }): SyntaxFault => {
    const start = range?.[0] ?? 0;
    return { rule: 'duplicate-key', message: 'this key appears twice', start, end: keyEnd(text, start) };
  });
  // Later syntax errors are mostly consequences of the first one.
  const [syntax] = document.errors;
  if (!syntax) return duplicates;
  const [start, end] = syntax.pos;
  const fault: SyntaxFault = { rule: 'yaml-syntax', message: syntax.message, start, end };
  return [...duplicates, fault].sort((a, b) => a.start - b.start);
}

/** The end of the key that starts at an offset, on its first line. */
export function keyEnd(text: string, start: number): number {
  const [key = ''] = /^(?:"[^"\n]*"|'[^'\n]*'|[^:\s]+)/.exec(text.slice(start, start + 200)) ?? [];
  return start + Math.max(1, key.length);
}

export function positionOf({ source, start, end }: Place): Position {
  const from = source.lines.linePos(start);
  const to = source.lines.linePos(Math.max(start, end));
  return { line: from.line || 1, column: from.col || 1, endLine: to.line || 1, endColumn: to.col || 1 };
}
