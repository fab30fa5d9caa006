import type { Option } from '../capabilities/option.ts';
import { OPTIONS, optionOf } from '../options/table.ts';
import { textFromValue } from '../options/text.ts';
import type { ConfigFinding } from './conditions.ts';
import { withoutLabel } from './given.ts';

/** What a form calls a value: `Docker Compose`; by default the value itself. */
export function valueLabel({ labels }: Pick<Option<unknown>, 'labels'>, value: string): string {
  return labels?.[value] ?? value;
}

/** Suggestions whose advice is different in a form. */
const SUGGESTIONS: Readonly<Record<string, string>> = {
  'gpus-and-devices': 'reset one of the two',
  'no-api-key': 'choose “API key”, or pass a token to bindstack smoke',
};

/** An error or a warning for people who fill in a form: it refers to fields and their values, not to flags. */
export function formWords(finding: ConfigFinding): string {
  const { code, message, detail, suggestion } = finding;
  if (code === 'bad-value') return invalidValueWords(finding);
  const advice = sentence(withoutFlags(SUGGESTIONS[code] ?? suggestion));
  return [sentence(withoutFlags(message)), detail && withoutFlags(detail), advice].filter(Boolean).join(' ');
}

function invalidValueWords({ message, keys: [key = ''] }: ConfigFinding): string {
  const text = withoutLabel(message);
  if (text.startsWith('[]')) return 'Choose at least one.';
  const empty = '"" is not ';
  if (text.startsWith(empty)) return `Enter ${text.slice(empty.length)}.`;
  const { default: fallback, example } = optionOf(key);
  const known = textFromValue(fallback);
  return `${text}. ${known === '' ? `An example is ${textFromValue(example)}` : `The default is ${known}`}.`;
}

/** With a capital letter and a full stop. The names of programs, modules and variables stay as they are. */
export function sentence(text: string): string {
  const isName = /^(?:bindstack\b|\S*[\d_-]|\S+[A-Z])/.test(text);
  const beginning = isName ? text : text.charAt(0).toUpperCase() + text.slice(1);
  return /[?…]$/.test(text) ? beginning : `${beginning}.`;
}

/** A value after a flag: an address, a number with its unit, `all` or `*`. Other words continue the sentence. */
const VALUE = String.raw`(?: (\*|all\b|https?:\/\/[^\s,]+|[\w./:-]*\d[\w./:-]*(?: [KMGT]iB)?))?`;

type Rewrite = readonly [pattern: RegExp, replacement: string | ((...groups: string[]) => string)];

function rewritesOf(option: Option<unknown>): Rewrite[] {
  const { flag, kind, question, values } = option;
  const field = `“${question.replace(/\?$/, '')}”`;
  // Not part of a longer flag: --gpu is the beginning of --gpus.
  const end = String.raw`(?![\w-])`;
  if (kind === 'boolean') {
    const off = flag.replace('--', '--no-');
    return [
      [new RegExp(`use ${flag} or ${off}${end}`, 'g'), `use ${field}`],
      [new RegExp(`(?:use|add) ${off}${end}`, 'g'), `turn off ${field}`],
      [new RegExp(`(?:use|add) ${flag}${end}`, 'g'), `turn on ${field}`],
      [new RegExp(`(?:${off}|${flag})${end}`, 'g'), field],
    ];
  }
  const choices = (values ?? []).map(
    (value): Rewrite => [
      new RegExp(`(?:(use|add|or) )?${flag} ${value}${end}`, 'g'),
      (_, verb) => {
        const label = `“${valueLabel(option, value)}”`;
        if (verb === undefined) return label;
        return verb === 'or' ? `or choose ${label}` : `choose ${label}`;
      },
    ],
  );
  return [
    ...choices,
    [
      new RegExp(`(?:(use|add|keep|such as) )?${flag}${end}${VALUE}`, 'g'),
      (_, verb, value) => {
        if (value === undefined) return verb === undefined ? field : `${verb} ${field}`;
        if (verb === 'such as') return `such as ${value}`;
        if (verb === 'keep') return `keep ${field} at ${value}`;
        return verb === undefined ? `${field.slice(0, -1)}: ${value}”` : `set ${field} to ${value}`;
      },
    ],
  ];
}

const REWRITES: readonly Rewrite[] = [
  // Without the other target, since a form already has both.
  [/(?:add|use) --target compose/g, 'turn off “Kubernetes (Helm)”'],
  [/--env (\w+(?:=[^\s,]+)?) (?=--env)/g, '$1, '],
  [/--(?:env|module) (?=[A-Z])/g, ''],
  [/--module cannot enable/g, 'bindstack cannot enable'],
  [/--module (?=\S+ is not a module)/g, ''],
  [/--module (?=[a-z])/g, 'the module '],
  ...OPTIONS.flatMap(({ option }) => rewritesOf(option)),
];

function withoutFlags(text: string): string {
  return REWRITES.reduce(
    (words, [pattern, replacement]) =>
      typeof replacement === 'string'
        ? words.replace(pattern, replacement)
        : words.replace(pattern, (...groups) => replacement(...(groups as string[]))),
    text,
  );
}
