import type { Option, OptionInput } from '../capabilities/option.ts';
import { choiceDetail, offeredValues, valueLabel } from '../config/formWords.ts';
import { type GivenValues, givenAnswer } from '../config/given.ts';
import { optionOf } from '../options/table.ts';
import { textFromValue, valueFromText } from '../options/text.ts';
import type { Prompt } from '../terminal/prompt.ts';
import { faultsOf } from './answers.ts';
import { faultText } from './words.ts';

/**
 * Why an answer is invalid; true if it is valid. Faults between several values only count if they are new and no later
 * question can fix them.
 * @param settled keys whose questions have been asked or are skipped
 */
function checkAnswer(
  key: string,
  value: OptionInput | undefined,
  answers: GivenValues,
  settled: ReadonlySet<string>,
): true | string {
  const before = new Set(faultsOf(answers).map(({ code }) => code));
  const candidate = new Map(answers);
  if (value === undefined) candidate.delete(key);
  else candidate.set(key, givenAnswer(value));
  const found = faultsOf(candidate).find(({ code, keys }) => {
    if (code === 'bad-value') return keys.includes(key);
    return !before.has(code) && keys.every((other) => other === key || settled.has(other));
  });
  return found === undefined ? true : faultText(found);
}

/** The answer that clears a value. */
export const NONE = '-';

/** Whether an option has no default but needs a value: the URL of `external`. */
function isRequired(key: string): boolean {
  return key === 'inference.url';
}

interface Question {
  readonly key: string;
  /** The value if the user presses Enter. */
  readonly fallback: OptionInput | undefined;
  readonly answers: GivenValues;
  /** Keys whose questions have been asked or are skipped. */
  readonly settled: ReadonlySet<string>;
  /** Values that are not offered. */
  readonly without?: readonly string[];
}

/**
 * Asks the question of an option.
 * @returns the value; undefined if the option stays unset
 */
export async function askOption(
  prompt: Prompt,
  { key, fallback, answers, settled, without = [] }: Question,
): Promise<OptionInput | undefined> {
  const check = (value: OptionInput | undefined) => checkAnswer(key, value, answers, settled);
  const option = optionOf(key);
  const message = option.question.endsWith('?') ? option.question : `${option.question}:`;
  if (option.kind === 'boolean') {
    return prompt.confirm({ message: option.question, default: fallback === true });
  }
  if (option.kind === 'list' && option.values) return askList(prompt, option, message, fallback, check);
  if (option.values) {
    const values = offeredValues(option).filter((value) => !without.includes(value));
    const labels = values.map((value) => valueLabel(option, value));
    const width = Math.max(...labels.map(({ length }) => length));
    const choices = values.map((value, i) => {
      const short = labels[i] ?? value;
      return { value, name: `${short.padEnd(width)}  ${choiceDetail(option, value)}`.trimEnd(), short };
    });
    const chosen = await prompt.select({ message, choices, default: textFromValue(fallback) });
    return chosen === '' && fallback === undefined ? undefined : chosen;
  }
  const shown = textFromValue(fallback);
  // Enter accepts the value shown, so a value can only be cleared with a special answer.
  const isOptional = option.default === undefined && !isRequired(key);
  const clearable = shown !== '' && (isOptional || typeof option.default === 'object');
  const parse = (text: string) => {
    // Enter keeps the value, even one that cannot be typed.
    if (text === shown) return fallback;
    if (text === NONE && clearable) return option.default ?? '';
    return text === '' ? undefined : valueFromText(option.kind, [text]);
  };
  const text = await prompt.input({
    message: clearable ? `${option.question} (${NONE} for none):` : message,
    default: shown,
    validate: (typed) =>
      typed === '' && isRequired(key)
        ? `required, for example ${textFromValue(option.example)}`
        : check(parse(typed)),
  });
  return parse(text);
}

async function askList(
  prompt: Prompt,
  option: Option<unknown>,
  message: string,
  fallback: OptionInput | undefined,
  check: (value: OptionInput) => true | string,
): Promise<OptionInput> {
  // `all` is for flags; here, each value can be selected.
  const values = (option.values ?? []).filter((value) => value !== 'all');
  const checked = new Set(textFromValue(fallback).split(','));
  const everything = checked.has('all');
  const chosen = await prompt.checkbox({
    message,
    choices: values.map((value) => ({
      value,
      name: valueLabel(option, value),
      checked: everything || checked.has(value),
    })),
    validate: (selected) => check([...selected]),
  });
  return [...chosen];
}
