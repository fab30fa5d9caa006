import type { OptionInput, OptionKind } from './option.ts';

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

/** `A=1,B=2` has two pairs, `A=1,2` has one: a comma separates only in front of another `NAME=`. */
function pairs(text: string): string[] {
  return text.split(/,(?=[A-Za-z_][\w./-]*=)/).filter((pair) => pair.trim() !== '');
}

function splitPair(pair: string): [string, string] {
  const equals = pair.indexOf('=');
  // A pair without `=` keeps a name that no check accepts, so that the fault is reported with its text.
  return equals < 1 ? [`${pair} (no "=")`, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
}
