import { Composer, type CST, type Document, LineCounter, Parser } from 'yaml';
import { RecentCache } from './cache.ts';
import { duplicateKeys } from './mapKeys.ts';

/** A parsed file. JSON is read as YAML, of which it is a part. */
export interface Source {
  /** As the user gave it. */
  readonly name: string;
  readonly text: string;
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
  /** What keeps it from being YAML; lines that follow may be misread. */
  readonly faults: readonly SyntaxFault[];
  /** Why it was not read at all; `faults` has the same. */
  readonly refusal?: string;
  /** Which part of the text `document` was read from; undefined where that is the whole, or its first document. */
  readonly part?: Part;
}

/** A document of a file with several, or YAML that is the text of a block scalar (`|`) in one. */
export interface Part {
  /** Index of the document. */
  readonly document: number;
  /** Where in it the block scalar is. */
  readonly block?: readonly (string | number)[];
}

/** A part of a file: offsets of its first character and of the one after its last. */
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

/** Lines and columns, counted from 1; the end is the column after the last character. */
export interface Position {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** More levels than any Compose or values file has; the parser's recursion ends at some thousands. */
const MAX_DEPTH = 200;

/** More documents than a file of manifests has. */
const MAX_DOCUMENTS = 10_000;

/** More anchors and aliases than any file has; the parser looks for each alias among all of them. */
const MAX_ANCHORS = 10_000;

/**
 * More keys and list items than any file has, and about what is read, checked and written within seconds. What is
 * made of two megabytes of the shortest keys takes the parser alone five seconds.
 */
const MAX_ENTRIES = 125_000;

/**
 * How YAML is read everywhere: merge keys count, and a `!!set` or `!!omap` is the map or list that it is written as,
 * which is what Compose makes of it (measured with Docker Compose 2.26.1). Duplicate keys are looked for by
 * `duplicateKeys`, in linear time.
 */
const YAML_OPTIONS = {
  merge: true,
  prettyErrors: false,
  logLevel: 'silent',
  uniqueKeys: false,
  resolveKnownTags: false,
} as const;

/** More than a file that was meant to be YAML has; the parser makes an exception of each. */
const MAX_FAULTS = 1_000;

interface Measurements {
  readonly depth: number;
  /** With the aliases. */
  readonly anchors: number;
  /** Keys and list items. */
  readonly entries: number;
}

/** How deep a document nests and how much is in it, by iteration: a hostile file exhausts recursion. */
function measure(token: CST.Token): Measurements {
  let deepest = 0;
  let anchors = 0;
  let entries = 0;
  const count = (properties: readonly CST.SourceToken[]) => {
    for (const { type } of properties) if (type === 'anchor') anchors += 1;
  };
  const waiting: [CST.Token, number][] = [[token, 0]];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [current, depth] = next;
    deepest = Math.max(deepest, depth);
    if (current.type === 'alias') anchors += 1;
    if (current.type === 'document') {
      count(current.start);
      if (current.value) waiting.push([current.value, depth]);
    }
    if (!('items' in current)) continue;
    entries += current.items.length;
    for (const { start, key, sep, value } of current.items) {
      count(start);
      if (sep) count(sep);
      if (key) waiting.push([key, depth + 1]);
      if (value) waiting.push([value, depth + 1]);
    }
  }
  return { depth: deepest, anchors, entries };
}

/** The documents of a text, at least one, each made when it is asked for. */
function compose(tokens: CST.Token[], text: string): Generator<Document.Parsed> {
  return new Composer(YAML_OPTIONS).compose(tokens, true, text.length) as Generator<Document.Parsed>;
}

/** A text as it was read, whatever the name of its file. */
export type ParsedText = Omit<Source, 'name' | 'part'>;

const parsedTexts = new RecentCache<ParsedText>();
const sourcesByName = new WeakMap<ParsedText, Map<string, Source>>();
const parsedDocuments = new RecentCache<ParsedText[]>();

/** Reads YAML or JSON; what is wrong with it becomes faults, never an exception. Only the first document counts. */
export function parseText(text: string): ParsedText {
  return parsedTexts.of(text, () => {
    const [first] = documentsOf(text);
    if (!first) throw new Error('a forced document is missing');
    return first;
  });
}

/** The same of a file; the same object as long as the text is kept. */
export function parseSource(name: string, text: string): Source {
  const read = parseText(text);
  const known = sourcesByName.get(read) ?? new Map<string, Source>();
  const source = known.get(name) ?? { name, ...read };
  sourcesByName.set(read, known.set(name, source));
  return source;
}

/** Every document of a text, in the same way. */
export function parseSources(name: string, text: string): Source[] {
  const all = parsedDocuments.of(text, () => [...documentsOf(text)]);
  return all.map((read, document) => ({ name, ...read, ...(all.length > 1 && { part: { document } }) }));
}

function* documentsOf(text: string): Generator<ParsedText> {
  const lines = new LineCounter();
  const tokens = [...new Parser(lines.addNewLine).parse(text)];
  const refusal = refusalOf(tokens);
  if (refusal !== undefined) {
    const faults: SyntaxFault[] = [{ rule: 'yaml-syntax', message: refusal, start: 0, end: 1 }];
    for (const document of compose([], '')) yield { text, document, lines, faults, refusal };
    return;
  }
  for (const document of compose(tokens, text)) {
    const faults = faultsOf(document, text);
    yield { text, document, lines, faults };
  }
}

/** Why a text is not read, whoever parses it. */
export function refusalOfText(text: string): string | undefined {
  return refusalOf([...new Parser().parse(text)]);
}

/** Why a text is not read: recursion and the making of documents have bounds that a hostile file goes beyond. */
function refusalOf(tokens: readonly CST.Token[]): string | undefined {
  let documents = 0;
  let known = 0;
  let read = 0;
  let faults = 0;
  for (const token of tokens) {
    if (token.type === 'error') faults += 1;
    if (faults > MAX_FAULTS) return `more than ${MAX_FAULTS} faults of syntax: this is no YAML`;
    if (token.type !== 'document') continue;
    documents += 1;
    if (documents > MAX_DOCUMENTS) return `more than ${MAX_DOCUMENTS} documents`;
    const { depth, anchors, entries } = measure(token);
    if (depth > MAX_DEPTH) return `more than ${MAX_DEPTH} levels of nesting`;
    known += anchors;
    if (known > MAX_ANCHORS) return `more than ${MAX_ANCHORS} anchors and aliases`;
    read += entries;
    if (read > MAX_ENTRIES) return `more than ${MAX_ENTRIES} keys and list items`;
  }
  return undefined;
}

function faultsOf(document: Document.Parsed, text: string): SyntaxFault[] {
  const twice = duplicateKeys(document).map(({ range }): SyntaxFault => {
    const start = range?.[0] ?? 0;
    return { rule: 'duplicate-key', message: 'this key is given twice', start, end: keyEnd(text, start) };
  });
  // What follows the first is mostly its echo.
  const [syntax] = document.errors;
  if (!syntax) return twice;
  const [start, end] = syntax.pos;
  const fault: SyntaxFault = { rule: 'yaml-syntax', message: syntax.message, start, end };
  return [...twice, fault].sort((a, b) => a.start - b.start);
}

/** The end of the key that begins at an offset, in its first line. */
export function keyEnd(text: string, start: number): number {
  const [key = ''] = /^(?:"[^"\n]*"|'[^'\n]*'|[^:\s]+)/.exec(text.slice(start, start + 200)) ?? [];
  return start + Math.max(1, key.length);
}

export function positionOf({ source, start, end }: Place): Position {
  const from = source.lines.linePos(start);
  const to = source.lines.linePos(Math.max(start, end));
  return { line: from.line || 1, column: from.col || 1, endLine: to.line || 1, endColumn: to.col || 1 };
}
