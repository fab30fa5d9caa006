import type { OptionInput, OptionKind } from '../capabilities/option.ts';

const YES = new Set(['true', '1', 'yes', 'on']);
const NO = new Set(['false', '0', 'no', 'off']);

/**
 * The value that the text of a flag (given one or several times) or of an environment variable stands for.
 * Text that fits no value is handed on as it is: the check of the option then says what is wrong with it.
 */
export function valueFromText(kind: OptionKind, texts: readonly string[]): OptionInput {
  const last = texts.at(-1) ?? '';
  switch (kind) {
    case 'text':
      return last;
    case 'number':
      return /^[+-]?\d+(?:\.\d+)?$/.test(last.trim()) ? Number(last) : last;
    case 'boolean': {
      const word = last.trim().toLowerCase();
      if (YES.has(word)) return true;
      return NO.has(word) ? false : last;
    }
    case 'list':
      return texts
        .flatMap((text) => text.split(','))
        .map((entry) => entry.trim())
        .filter((entry) => entry !== '');
    case 'map':
      return Object.fromEntries(texts.flatMap(pairs).map(splitPair));
  }
}

/** A comma in front of another `NAME=`, with the backslashes before it. */
const SEPARATOR = /(\\*),(?=[A-Za-z_][\w./-]*=)/g;

/**
 * `A=1,B=2` has two pairs, `A=1,2` has one: a comma separates only in front of another `NAME=`, and not behind a
 * backslash: `A=1\,B=2` is one pair too. Of backslashes before such a comma, two stand for one.
 */
function pairs(text: string): string[] {
  const found: string[] = [];
  let pair = '';
  let from = 0;
  for (const { index, 0: whole, 1: backslashes = '' } of text.matchAll(SEPARATOR)) {
    pair += text.slice(from, index) + '\\'.repeat(backslashes.length / 2);
    from = index + whole.length;
    if (backslashes.length % 2 === 1) pair += ',';
    else {
      found.push(pair);
      pair = '';
    }
  }
  return [...found, pair + text.slice(from)].filter((entry) => entry.trim() !== '');
}

/** `NAME=text` so that it is read back as one pair. */
export function pairText(name: string, text: string): string {
  const escaped = (backslashes: string) => '\\'.repeat(2 * backslashes.length + 1);
  return `${name}=${text}`.replace(SEPARATOR, (_, backslashes: string) => `${escaped(backslashes)},`);
}

/** The text that stands for a value, in a variable or an answer; `valueFromText` reads it back. */
export function textFromValue(value: OptionInput | undefined): string {
  if (value === undefined) return '';
  if (typeof value !== 'object') return String(value);
  if (isList(value)) return value.join(',');
  // Backslashes at the end of a pair are doubled: a comma follows them.
  const inner = Object.entries(value).map(([name, text]) => pairText(name, text));
  return inner
    .map((pair, i) => (i < inner.length - 1 ? pair + (/\\*$/.exec(pair)?.[0] ?? '') : pair))
    .join(',');
}

export function isList(value: object): value is readonly string[] {
  return Array.isArray(value);
}

function splitPair(pair: string): [string, string] {
  const equals = pair.indexOf('=');
  // A pair without `=` keeps a name that no check accepts, so that the fault is reported with its text.
  return equals < 1 ? [`${pair} (no "=")`, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
}
