import { checkConfig } from '../../src/config/resolve.ts';
import { OPTIONS } from '../../src/options/table.ts';
import { textFromValue } from '../../src/options/text.ts';
import type { Prompt } from '../../src/terminal/prompt.ts';
import { NONE } from '../../src/wizard/ask.ts';
import { placeFor } from '../../src/wizard/place.ts';
import { asGiven, type RawValues } from './anyConfig.ts';

/** Key of the option that a question of the wizard asks for; undefined for the lists of questions. */
function keyOf(message: string): string | undefined {
  const question = message.replace(/(?: \(- for none\))?:$/, '');
  return OPTIONS.find(({ option }) => option.question === question)?.key;
}

function accepted(key: string | undefined, verdict: true | string): void {
  if (verdict !== true) throw new Error(`the wizard refuses the answer to ${key}: ${verdict}`);
}

/** Chooses each entry of a list of settings once, then the first entry, which leads back. */
function eachOnce(): (choices: readonly { value: string }[]) => string {
  const visited = new Set<string>();
  return ([back, ...settings]) => {
    const next = settings.find(({ value }) => !visited.has(value)) ?? back;
    visited.add(next?.value ?? '');
    return next?.value ?? '';
  };
}

/** A user who answers every question from a configuration, and with the derived or default value where it has none. */
export function answeringPrompt(values: RawValues): Prompt {
  const nextSetting = eachOnce();
  const { derived } = checkConfig(asGiven(values));
  const valueFor = (message: string) => {
    const key = keyOf(message) ?? '';
    return (
      values.get(key) ??
      derived.get(key)?.value ??
      OPTIONS.find((option) => option.key === key)?.option.default
    );
  };
  return {
    confirm: async ({ message }) => valueFor(message) === true,
    select: async ({ message, choices }) => {
      const key = keyOf(message);
      if (key === undefined) return nextSetting(choices);
      return key === 'targets' ? placeFor(valueFor(message)) : textFromValue(valueFor(message));
    },
    checkbox: async ({ message, choices, validate }) => {
      const wanted = textFromValue(valueFor(message)).split(',');
      const ticked = choices
        .map(({ value }) => value)
        .filter((value) => wanted.includes(value) || wanted.includes('all'));
      accepted(keyOf(message), validate(ticked));
      return ticked;
    },
    input: async ({ message, default: fallback, validate }) => {
      const typed = textFromValue(valueFor(message));
      // An empty line is the default, as in inquirer.
      const nothing = message.includes('(- for none)') ? NONE : fallback;
      const text = typed === '' ? nothing : typed;
      accepted(keyOf(message), validate(text));
      return text;
    },
  };
}

/** A user who only presses Enter. */
export function enterPrompt(): Prompt {
  const nextSetting = eachOnce();
  return {
    confirm: async ({ default: fallback }) => fallback,
    select: async ({ message, choices, default: fallback }) =>
      keyOf(message) === undefined ? nextSetting(choices) : fallback,
    checkbox: async ({ message, choices, validate }) => {
      const ticked = choices.filter(({ checked }) => checked).map(({ value }) => value);
      accepted(keyOf(message), validate(ticked));
      return ticked;
    },
    input: async ({ message, default: fallback, validate }) => {
      accepted(keyOf(message), validate(fallback));
      return fallback;
    },
  };
}
