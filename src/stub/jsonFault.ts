/** Where a text stops being JSON, in the words of Python's `json` module. */
export interface JsonFault {
  readonly message: string;
  /** Index in UTF-16 units. */
  readonly position: number;
}

class Found extends Error {
  readonly fault: JsonFault;

  constructor(message: string, position: number) {
    super(message);
    this.fault = { message, position };
  }
}

const BLANK = /[ \t\n\r]*/y;
const SCALAR = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|null|true|false)/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/** The end of what a sticky pattern matches at a position, or `undefined`. */
function endOf(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

const afterBlank = (text: string, at: number): number => endOf(BLANK, text, at) ?? at;

function scanString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; ) {
    const character = text.charAt(at);
    if (character === '"') return at + 1;
    if (character < ' ') throw new Found('Invalid control character at', at);
    if (character !== '\\') {
      at += 1;
      continue;
    }
    const end = endOf(ESCAPE, text, at);
    if (end === undefined) {
      if (at + 1 === text.length) break;
      if (text[at + 1] === 'u') throw new Found('Invalid \\uXXXX escape', at + 1);
      throw new Found('Invalid \\escape', at);
    }
    at = end;
  }
  throw new Found('Unterminated string starting at', start);
}

function scanMember(text: string, at: number): number {
  if (text[at] !== '"') throw new Found('Expecting property name enclosed in double quotes', at);
  const colon = afterBlank(text, scanString(text, at));
  if (text[colon] !== ':') throw new Found("Expecting ':' delimiter", colon);
  return scanValue(text, afterBlank(text, colon + 1));
}

function scanList(text: string, start: number, close: string, scanItem: typeof scanValue): number {
  let at = afterBlank(text, start + 1);
  if (text[at] === close) return at + 1;
  while (true) {
    at = afterBlank(text, scanItem(text, at));
    if (text[at] === close) return at + 1;
    if (text[at] !== ',') throw new Found("Expecting ',' delimiter", at);
    at = afterBlank(text, at + 1);
  }
}

function scanValue(text: string, at: number): number {
  if (text[at] === '"') return scanString(text, at);
  if (text[at] === '{') return scanList(text, at, '}', scanMember);
  if (text[at] === '[') return scanList(text, at, ']', scanValue);
  const end = endOf(SCALAR, text, at);
  if (end === undefined) throw new Found('Expecting value', at);
  return end;
}

/**
 * The first fault of a text that `JSON.parse` refuses. Node's own message names the position only sometimes
 * and differs between versions. (Python reads `NaN` and `Infinity` as well; that is a fault here.)
 * `undefined` when the text is nested deeper than the stack goes.
 */
export function findJsonFault(text: string): JsonFault | undefined {
  try {
    const end = afterBlank(text, scanValue(text, afterBlank(text, 0)));
    return { message: 'Extra data', position: end };
  } catch (error) {
    if (error instanceof Found) return error.fault;
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
