import { holds } from '../config/conditions.ts';
import { checkConfig } from '../config/resolve.ts';
import type { Given } from '../config/source.ts';
import type { Option, OptionInput } from '../options/option.ts';
import { optionOf, type StackConfig } from '../options/table.ts';
import { valueFromText } from '../options/text.ts';
import type { Prompt } from './prompt.ts';

/** What is known so far, by key. */
export type Answers = Map<string, Given>;

/** Faults that a later question mends. */
const MENDED_LATER: ReadonlySet<string> = new Set(['no-inference-url']);

export function answer(value: OptionInput): Given {
  return { value, source: 'wizard', label: 'your answer' };
}

/** The configuration so far; undefined while it is not valid. */
export function configSoFar(answers: Answers): StackConfig | undefined {
  return checkConfig(answers).config;
}

/** Whether a question makes sense after the answers so far. */
export function applies(key: string, answers: Answers): boolean {
  const { when } = optionOf(key);
  const config = configSoFar(answers);
  return !when || !config || holds(when, config);
}

/** Why a value is no answer to a question, given the others; true if it is one. */
export function judgeAnswer(key: string, value: OptionInput | undefined, answers: Answers): true | string {
  const before = new Set(checkConfig(answers).errors.map(({ code }) => code));
  const candidate = new Map(answers);
  if (value === undefined) candidate.delete(key);
  else candidate.set(key, answer(value));
  const { errors } = checkConfig(candidate);
  const found = errors.find(
    ({ code }) => !MENDED_LATER.has(code) && (code === 'bad-value' || !before.has(code)),
  );
  return found === undefined ? true : `${found.message.replace(/^your answer: /, '')}; ${found.suggestion}`;
}

/** A required value that has no default: the endpoint of `external`. */
function isRequired(key: string): boolean {
  return key === 'inference.url';
}

/** How a value stands in a text field. */
function asText(value: OptionInput | undefined): string {
  if (value === undefined) return '';
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return value.join(',');
  return Object.entries(value)
    .map(([name, text]) => `${name}=${text}`)
    .join(',');
}

/**
 * Puts the question of an option.
 * @param fallback what Enter stands for
 * @returns the value; undefined for an option that stays unset
 */
export async function ask(
  prompt: Prompt,
  key: string,
  fallback: OptionInput | undefined,
  answers: Answers,
): Promise<OptionInput | undefined> {
  const option = optionOf(key);
  const message = `${option.question}:`;
  if (option.kind === 'boolean') {
    return prompt.confirm({ message: option.question, default: fallback === true });
  }
  if (option.kind === 'list' && option.values)
    return askList(prompt, key, option, message, fallback, answers);
  if (option.values) {
    const { values, meanings = {} } = option;
    const width = Math.max(...values.map(({ length }) => length));
    const choices = values.map((value) => ({
      value,
      name: `${value.padEnd(width)}  ${meanings[value] ?? ''}`.trimEnd(),
      short: value,
    }));
    return prompt.select({ message, choices, default: asText(fallback) });
  }
  const parse = (text: string) => (text === '' ? undefined : valueFromText(option.kind, [text]));
  const text = await prompt.input({
    message,
    default: asText(fallback),
    validate: (typed) =>
      typed === '' && isRequired(key)
        ? `needed; for example ${asText(option.example)}`
        : judgeAnswer(key, parse(typed), answers),
  });
  return parse(text);
}

async function askList(
  prompt: Prompt,
  key: string,
  option: Option<unknown>,
  message: string,
  fallback: OptionInput | undefined,
  answers: Answers,
): Promise<OptionInput> {
  // `all` is for flags: here each can be ticked.
  const values = (option.values ?? []).filter((value) => value !== 'all');
  const checked = new Set(asText(fallback).split(','));
  const everything = checked.has('all');
  const chosen = await prompt.checkbox({
    message,
    choices: values.map((value) => ({ value, name: value, checked: everything || checked.has(value) })),
    validate: (ticked) => judgeAnswer(key, [...ticked], answers),
  });
  return [...chosen];
}
