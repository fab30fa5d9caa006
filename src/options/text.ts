import type { OptionInput, OptionKind } from '../capabilities/option.ts';

const YES = new Set(['true', '1', 'yes', 'on']);
const NO = new Set(['false', '0', 'no', 'off']);

/**
 * Parses the text of a flag (given one or several times) or of an environment variable.
 * Invalid text is returned unchanged: the schema of the option then reports what is wrong with it.
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

/** A comma that is followed by another `NAME=`, with the backslashes before it. */
const SEPARATOR = /(\\*),(?=[A-Za-z_][\w./-]*=)/g;

/**
 * Splits text into pairs. `A=1,B=2` is two pairs, `A=1,2` is one: a comma separates only if `NAME=` follows. A backslash
 * escapes such a comma, so `A=1\,B=2` is one pair; before it, two backslashes stand for one.
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

/** `NAME=text`, escaped so that it is parsed as one pair. */
export function pairText(name: string, text: string): string {
  const escaped = (backslashes: string) => '\\'.repeat(2 * backslashes.length + 1);
  return `${name}=${text}`.replace(SEPARATOR, (_, backslashes: string) => `${escaped(backslashes)},`);
}

/** A value as text, for a variable or an answer; `valueFromText` parses it. */
export function textFromValue(value: OptionInput | undefined): string {
  if (value === undefined) return '';
  if (typeof value !== 'object') return String(value);
  if (isList(value)) return value.join(',');
  // Backslashes at the end of a pair are doubled, because a comma follows.
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
  // A pair without `=` gets a name that no schema accepts, so its text appears in the error.
  return equals < 1 ? [`${pair} (without =)`, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
}
