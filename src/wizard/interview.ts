import type { OptionInput } from '../capabilities/option.ts';
import { ALTERNATIVES, isGiven } from '../config/conditions.ts';
import type { Given, GivenValues } from '../config/given.ts';
import { givenAnswer } from '../config/given.ts';
import type { Context } from '../context.ts';
import { ADVANCED_KEYS, COMMON_KEYS } from '../options/questionOrder.ts';
import { OPTIONS, optionOf } from '../options/table.ts';
import { consequence } from '../stack/consequence.ts';
import type { Prompt } from '../terminal/prompt.ts';
import { applies, askOption, configSoFar, faultsOf, type WizardAnswers } from './ask.ts';

export interface Interview {
  readonly out: Pick<Context['out'], 'say' | 'colors'>;
  readonly prompt: Prompt;
  /** The values of bindstack.yaml: the default answers. */
  readonly file: GivenValues;
  /** Flags and variables: their questions are skipped unless the value is invalid. */
  readonly preset: GivenValues;
}

/** Limit for asking again because of faults between answers; each round asks for all options involved. */
const MAX_ROUNDS = 20;

/** Asks all questions that apply, one after the other; returns all given values and answers. */
export async function interview({ out, prompt, file, preset }: Interview): Promise<GivenValues> {
  const { valid, invalid } = splitPreset(file, preset);
  const answers: WizardAnswers = new Map([...file, ...valid]);
  const settled = new Set(valid.keys());
  const ask = async (key: string, replaces: boolean) => {
    const alternative = defaultAlternative(key, answers);
    if (alternative) answers.delete(alternative.key);
    await askOne(prompt, key, file, answers, settled, replaces);
    if (alternative && !isGiven(key, answers)) answers.set(alternative.key, alternative.given);
    settled.add(key);
    const config = configSoFar(answers);
    const effect = config && consequence(key, config);
    if (effect !== undefined) out.say(out.colors.dim(`  → ${effect}`));
  };
  const askAll = async (keys: readonly string[]) => {
    for (const key of keys) {
      if (valid.has(key) || !applies(key, answers)) continue;
      const fault = invalid.get(key);
      if (fault !== undefined) out.say(`${out.colors.red('✖')} ${fault}`);
      await ask(key, fault !== undefined);
    }
  };
  await askAll(COMMON_KEYS);
  const advanced = (await prompt.confirm({ message: 'Change more settings?', default: false }))
    ? ADVANCED_KEYS
    : [];
  const remaining = [...invalid.keys()].filter(
    (key) => !COMMON_KEYS.includes(key) && !advanced.includes(key),
  );
  await askAll([...advanced, ...remaining]);
  // Faults that were left to a later question that was not asked or did not fix them.
  for (let round = 0; round < MAX_ROUNDS; round++) {
    dropUnused(answers, out);
    const [fault] = faultsOf(answers);
    if (!fault) break;
    out.say(`${out.colors.red('✖')} ${fault.message}; ${fault.suggestion}`);
    for (const key of fault.keys) settled.delete(key);
    for (const key of fault.keys) if (applies(key, answers)) await ask(key, true);
  }
  return answers;
}

/** The answer to the alternative option, if it only repeats the default: it must not conflict with this option. */
function defaultAlternative(key: string, answers: WizardAnswers): { key: string; given: Given } | undefined {
  const other = ALTERNATIVES[key];
  const given = other === undefined ? undefined : answers.get(other);
  if (other === undefined || given?.source !== 'wizard') return undefined;
  return sameValue(given.value, optionOf(other).default) ? { key: other, given } : undefined;
}

/** Drops answers that have no effect because a later answer has switched them off. */
function dropUnused(answers: WizardAnswers, out: Interview['out']): void {
  for (const [key, { source, label }] of answers) {
    if (applies(key, answers)) continue;
    answers.delete(key);
    if (source === 'flag' || source === 'environment') out.say(`${label} has no effect here and is ignored`);
  }
}

/** The valid flags and variables, and what is wrong with the others. */
function splitPreset(
  file: GivenValues,
  given: GivenValues,
): { valid: GivenValues; invalid: ReadonlyMap<string, string> } {
  const valid = new Map<string, Given>();
  const invalid = new Map<string, string>();
  for (const [key, value] of given) {
    const [fault] = faultsOf(new Map([[key, value]])).filter(({ code }) => code === 'bad-value');
    if (fault) invalid.set(key, fault.message);
    else valid.set(key, value);
  }
  // Of values that conflict, such as two equal ports, one is asked again.
  for (const key of valid.keys()) {
    const fault = newFault(new Map([...file, ...valid]), key, valid);
    if (fault === undefined) continue;
    invalid.set(key, fault);
    valid.delete(key);
  }
  return { valid, invalid };
}

/** The error that a value causes, unless a later question can fix it. */
function newFault(values: GivenValues, key: string, settled: GivenValues): string | undefined {
  const others = new Map(values);
  others.delete(key);
  const before = new Set(faultsOf(others).map(({ code }) => code));
  const fault = faultsOf(values).find(
    ({ code, keys }) => !before.has(code) && keys.every((other) => settled.has(other)),
  );
  return fault && `${fault.message}; ${fault.suggestion}`;
}

async function askOne(
  prompt: Prompt,
  key: string,
  file: GivenValues,
  answers: WizardAnswers,
  settled: ReadonlySet<string>,
  replaces: boolean,
): Promise<void> {
  const byDefault = optionOf(key).default;
  const fallback = answers.get(key)?.value ?? file.get(key)?.value ?? byDefault;
  const value = await askOption(prompt, key, fallback, answers, settled);
  // The default is not recorded, unless it replaces a value of the file or a variable.
  const isImplied = sameValue(value, byDefault) && !file.has(key) && !replaces;
  const inFile = file.get(key);
  if (value === undefined || isImplied) answers.delete(key);
  // An accepted value still counts as the file's, so another answer may replace it.
  else if (inFile && !replaces && sameValue(value, inFile.value)) answers.set(key, inFile);
  else answers.set(key, givenAnswer(value));
}

function sameValue(a: OptionInput | undefined, b: OptionInput | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The values that a command needs as flags to get the same result with the same bindstack.yaml. */
export function valuesForReplay(answers: GivenValues, file: GivenValues): Map<string, OptionInput> {
  return new Map(
    OPTIONS.flatMap(({ key }) => {
      const given = answers.get(key);
      return given && given !== file.get(key) ? [[key, given.value] as const] : [];
    }),
  );
}
