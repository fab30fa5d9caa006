/** A random number generator with a seed (mulberry32). */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A whole number from 0 to `sides - 1`. */
  below(sides: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % sides;
  }

  of<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)] as T;
  }
}

/** Legal but unusual YAML, and text that is almost YAML. */
const UNUSUAL_YAML = [
  '&a ',
  '*a',
  '&a {b: *a}',
  '<<: *a',
  '<<: text',
  '<<: [{a: 1}, {a: 2}]',
  '!!set {a, b}',
  '!!omap [a: 1]',
  '!!binary aGVsbG8=',
  '!!timestamp 2001-12-14',
  '!override ',
  '!reset null',
  '? [a, b]\n: c',
  '1: x',
  '~: x',
  '"__proto__": x',
  'constructor: x',
  'toString: {}',
  'hasOwnProperty: [1]',
  '0x1F',
  '1e3',
  '.nan',
  '1_000',
  'yes',
  '|\n  text',
  '>-\n  text',
  '---\n',
  '...\n',
  '%YAML 1.1\n',
  '# bindstack-disable-next-line\n',
  '${',
  '${A:-${B:?c}}',
  '$$',
  '\t',
  '\r\n',
  '\u2028',
  '\ufeff',
  '\u0000',
  '\u001b[2J',
  '🦉',
  '{',
  '}',
  '[',
  ']',
  ': ',
  '- ',
  ', ',
  '"',
  "'",
  'extends: {file: docker-compose.yml, service: weaviate}',
  'include: [docker-compose.yml]',
  `"${'9'.repeat(60)}"`,
] as const;

type Mutation = (text: string, dice: Dice, other: string) => string;

const splice = (text: string, at: number, length: number, put: string) =>
  text.slice(0, at) + put + text.slice(at + length);

/** Changes one line of a text. */
function line(text: string, dice: Dice, change: (line: string, lines: string[], at: number) => void): string {
  const lines = text.split('\n');
  const at = dice.below(lines.length);
  change(lines[at] ?? '', lines, at);
  return lines.join('\n');
}

const MUTATIONS: readonly Mutation[] = [
  // A character.
  (text, dice) =>
    splice(text, dice.below(text.length + 1), dice.below(2), String.fromCharCode(dice.below(128))),
  (text, dice) => splice(text, dice.below(text.length + 1), 1 + dice.below(8), ''),
  // A token.
  (text, dice, other) => {
    const words = [...text.matchAll(/[^\s:,[\]{}"']+/g)];
    const put = dice.of([...other.matchAll(/[^\s:,[\]{}"']+/g)].map(([word]) => word).concat('x'));
    const word = words.length > 0 ? dice.of(words) : undefined;
    return word ? splice(text, word.index, word[0].length, put) : put;
  },
  // A line: removed, duplicated, moved, with another indentation or value.
  (text, dice) => line(text, dice, (_, lines, at) => lines.splice(at, 1)),
  (text, dice) => line(text, dice, (one, lines, at) => lines.splice(at, 0, one)),
  (text, dice) =>
    line(
      text,
      dice,
      (one, lines, at) => lines.splice(at, 1) && lines.splice(dice.below(lines.length + 1), 0, one),
    ),
  (text, dice) =>
    line(text, dice, (one, lines, at) => {
      lines[at] = ' '.repeat(dice.below(9)) + one.trimStart();
    }),
  (text, dice) =>
    line(text, dice, (one, lines, at) => {
      lines[at] = one.replace(/:.*$/, `: ${dice.of(UNUSUAL_YAML)}`);
    }),
  // An anchor at a key, and an alias on another line.
  (text, dice) => {
    const anchored = text.replace(/:\n/g, (found) => (dice.below(4) === 0 ? ': &a\n' : found));
    return line(anchored, dice, (one, lines, at) => {
      lines[at] = one.replace(/:.*$/, ': *a');
    });
  },
  // Unusual YAML anywhere, or on a separate line.
  (text, dice) => splice(text, dice.below(text.length + 1), 0, dice.of(UNUSUAL_YAML)),
  (text, dice) =>
    line(text, dice, (one, lines, at) =>
      lines.splice(at, 0, (/^\s*/.exec(one)?.[0] ?? '') + dice.of(UNUSUAL_YAML)),
    ),
  // Parts of two files.
  (text, dice, other) =>
    text.slice(0, dice.below(text.length + 1)) + other.slice(dice.below(other.length + 1)),
  (text, dice, other) => (dice.below(2) === 0 ? `${text}\n---\n${other}` : `${other}\n${text}`),
];

/** A text with one to four mutations. */
export function mutated(text: string, dice: Dice, others: readonly string[]): string {
  let result = text;
  for (let left = 1 + dice.below(4); left > 0; left -= 1)
    result = dice.of(MUTATIONS)(result, dice, dice.of(others));
  return result;
}
