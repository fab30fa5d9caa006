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
  /** What bindstack.yaml says: offered as the answer. */
  readonly file: GivenValues;
  /** Flags and variables: their questions are skipped, unless a value is wrong. */
  readonly preset: GivenValues;
}

/** How often faults between answers are come back to; each time every option concerned can be changed. */
const MAX_ROUNDS = 20;

/** Puts the questions that count, one after the other; returns all that was given and answered. */
export async function interview({ out, prompt, file, preset }: Interview): Promise<GivenValues> {
  const { good, bad } = splitPreset(file, preset);
  const answers: WizardAnswers = new Map([...file, ...good]);
  const settled = new Set(good.keys());
  const put = async (key: string, replaces: boolean) => {
    const quiet = defaultAlternative(key, answers);
    if (quiet) answers.delete(quiet.key);
    await askOne(prompt, key, file, answers, settled, replaces);
    if (quiet && !isGiven(key, answers)) answers.set(quiet.key, quiet.given);
    settled.add(key);
    const config = configSoFar(answers);
    const leads = config && consequence(key, config);
    if (leads !== undefined) out.say(out.colors.dim(`  → ${leads}`));
  };
  const askAll = async (keys: readonly string[]) => {
    for (const key of keys) {
      if (good.has(key) || !applies(key, answers)) continue;
      const fault = bad.get(key);
      if (fault !== undefined) out.say(`${out.colors.red('✖')} ${fault}`);
      await put(key, fault !== undefined);
    }
  };
  await askAll(COMMON_KEYS);
  const further = (await prompt.confirm({ message: 'Change further settings', default: false }))
    ? ADVANCED_KEYS
    : [];
  const wrong = [...bad.keys()].filter((key) => !COMMON_KEYS.includes(key) && !further.includes(key));
  await askAll([...further, ...wrong]);
  // What was put off to a question that did not come, or that did not mend it.
  for (let round = 0; round < MAX_ROUNDS; round++) {
    dropUnused(answers, out);
    const [fault] = faultsOf(answers);
    if (!fault) break;
    out.say(`${out.colors.red('✖')} ${fault.message}; ${fault.suggestion}`);
    for (const key of fault.keys) settled.delete(key);
    for (const key of fault.keys) if (applies(key, answers)) await put(key, true);
  }
  return answers;
}

/** An answer that only repeats a default does not stand in the way of the other way to say the same. */
function defaultAlternative(key: string, answers: WizardAnswers): { key: string; given: Given } | undefined {
  const other = ALTERNATIVES[key];
  const given = other === undefined ? undefined : answers.get(other);
  if (other === undefined || given?.source !== 'wizard') return undefined;
  return sameValue(given.value, optionOf(other).default) ? { key: other, given } : undefined;
}

/** Leaves out answers that count no longer, since a later one has switched off what they were for. */
function dropUnused(answers: WizardAnswers, out: Interview['out']): void {
  for (const [key, { source, label }] of answers) {
    if (applies(key, answers)) continue;
    answers.delete(key);
    if (source === 'flag' || source === 'environment') out.say(`${label} has no effect here and is left out`);
  }
}

/** Flags and variables that can stand, and what is wrong with the others. */
function splitPreset(
  file: GivenValues,
  given: GivenValues,
): { good: GivenValues; bad: ReadonlyMap<string, string> } {
  const good = new Map<string, Given>();
  const bad = new Map<string, string>();
  for (const [key, value] of given) {
    const [fault] = faultsOf(new Map([[key, value]])).filter(({ code }) => code === 'bad-value');
    if (fault) bad.set(key, fault.message);
    else good.set(key, value);
  }
  // Faults of values together, such as two equal ports, are mended at one of them.
  for (const key of good.keys()) {
    const fault = newFault(new Map([...file, ...good]), key, good);
    if (fault === undefined) continue;
    bad.set(key, fault);
    good.delete(key);
  }
  return { good, bad };
}

/** The error that a value brings in, unless a question to come can mend it. */
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
  // The default needs no saying, unless the file or a variable says otherwise.
  const goesWithoutSaying = sameValue(value, byDefault) && !file.has(key) && !replaces;
  const inFile = file.get(key);
  if (value === undefined || goesWithoutSaying) answers.delete(key);
  // What is kept is still what the file says, and no more: another answer may replace it.
  else if (inFile && !replaces && sameValue(value, inFile.value)) answers.set(key, inFile);
  else answers.set(key, givenAnswer(value));
}

function sameValue(a: OptionInput | undefined, b: OptionInput | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** What a command has to be given to get the same, where the same bindstack.yaml lies. */
export function valuesForReplay(answers: GivenValues, file: GivenValues): Map<string, OptionInput> {
  return new Map(
    OPTIONS.flatMap(({ key }) => {
      const given = answers.get(key);
      return given && given !== file.get(key) ? [[key, given.value] as const] : [];
    }),
  );
}
