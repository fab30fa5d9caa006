import { Composer, type CST, type Document, LineCounter, Parser } from 'yaml';

/** A parsed file. JSON is read as YAML, of which it is a part. */
export interface Source {
  /** As the user gave it. */
  readonly name: string;
  readonly text: string;
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
  /** What keeps it from being YAML; lines that follow may be misread. */
  readonly faults: readonly SyntaxFault[];
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

/** How deep a token nests, by iteration: recursion is what a hostile file would exhaust. */
function depthOf(token: CST.Token): number {
  let deepest = 0;
  const waiting: [CST.Token, number][] = [[token, 0]];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [current, depth] = next;
    deepest = Math.max(deepest, depth);
    if (current.type === 'document' && current.value) waiting.push([current.value, depth]);
    if (!('items' in current)) continue;
    for (const { key, value } of current.items) {
      if (key) waiting.push([key, depth + 1]);
      if (value) waiting.push([value, depth + 1]);
    }
  }
  return deepest;
}

function compose(tokens: CST.Token[], text: string): Document.Parsed {
  const options = { keepSourceTokens: true, prettyErrors: false, merge: true, logLevel: 'silent' } as const;
  const [first] = new Composer(options).compose(tokens, true, text.length);
  if (!first) throw new Error('a forced document is missing');
  return first as Document.Parsed;
}

/** Reads YAML or JSON; what is wrong with it becomes faults, never an exception. Only the first document counts. */
export function parseSource(name: string, text: string): Source {
  const lines = new LineCounter();
  const tokens = [...new Parser(lines.addNewLine).parse(text)];
  if (Math.max(0, ...tokens.map(depthOf)) > MAX_DEPTH) {
    const message = `more than ${MAX_DEPTH} levels of nesting`;
    const faults: SyntaxFault[] = [{ rule: 'yaml-syntax', message, start: 0, end: 1 }];
    return { name, text, document: compose([], ''), lines, faults };
  }
  const document = compose(tokens, text);
  const [firstSyntax] = document.errors.filter(({ code }) => code !== 'DUPLICATE_KEY');
  // What follows the first is mostly its echo.
  const errors = document.errors.filter((error) => error.code === 'DUPLICATE_KEY' || error === firstSyntax);
  const faults = errors.map(({ code, message, pos: [start, end] }): SyntaxFault => {
    if (code === 'DUPLICATE_KEY') {
      const place = keyAt(text, start);
      return { rule: 'duplicate-key', message: 'this key is given twice', start, end: place };
    }
    return { rule: 'yaml-syntax', message, start, end };
  });
  return { name, text, document, lines, faults };
}

/** The end of the key that begins at an offset: the parser names only its first character. */
function keyAt(text: string, start: number): number {
  const [key = ''] = /^(?:"[^"\n]*"|'[^'\n]*'|[^:\s]+)/.exec(text.slice(start, start + 200)) ?? [];
  return start + Math.max(1, key.length);
}

export function positionOf({ source, start, end }: Place): Position {
  const from = source.lines.linePos(start);
  const to = source.lines.linePos(Math.max(start, end));
  return { line: from.line || 1, column: from.col || 1, endLine: to.line || 1, endColumn: to.col || 1 };
}
