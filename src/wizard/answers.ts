import type { OptionInput } from '../capabilities/option.ts';
import { ALTERNATIVES, type ConfigFinding, isGiven, isMet } from '../config/conditions.ts';
import { isDerived } from '../config/derived.ts';
import { type Given, type GivenValues, givenAnswer } from '../config/given.ts';
import { checkConfig } from '../config/resolve.ts';
import { inFlags } from '../config/words.ts';
import { OPTIONS, optionOf, type StackConfig } from '../options/table.ts';
import { inAnswers } from './words.ts';

/** Errors in the answers. Answers without an effect are not errors: they are dropped at the end. */
export function faultsOf(answers: GivenValues): readonly ConfigFinding[] {
  return checkConfig(answers).errors.filter(({ code }) => code !== 'no-effect');
}

/** Whether an option has an effect in a configuration; true if the configuration is invalid. */
export function applies(key: string, config: StackConfig | undefined): boolean {
  const { when } = optionOf(key);
  return !when || !config || isMet(when, config);
}

function sameValue(a: OptionInput | undefined, b: OptionInput | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/**
 * The answers so far: the values of bindstack.yaml, then flags and variables, then what the user answered. All of them
 * are kept, even those that no longer apply.
 */
export class Answers {
  /** Valid flags and variables. */
  readonly preset: GivenValues;
  /** What is wrong with the other ones. */
  readonly invalid: ReadonlyMap<string, string>;
  /** Keys whose questions have been asked or are skipped. */
  readonly settled: Set<string>;
  readonly asked = new Set<string>();
  readonly #file: GivenValues;
  readonly #values: Map<string, Given>;

  constructor(file: GivenValues, preset: GivenValues) {
    const { valid, invalid } = splitPreset(file, preset);
    this.preset = valid;
    this.invalid = invalid;
    this.settled = new Set(valid.keys());
    this.#file = file;
    this.#values = new Map([...file, ...valid]);
  }

  /** The values that have an effect with all others. */
  effective(): GivenValues {
    const values = new Map(this.#values);
    let { config } = checkConfig(values);
    for (const key of values.keys()) {
      if (applies(key, config)) continue;
      values.delete(key);
      ({ config } = checkConfig(values));
    }
    return values;
  }

  /** The configuration so far; undefined while it is invalid. */
  config(): StackConfig | undefined {
    return checkConfig(this.effective()).config;
  }

  /** The value of an option, or its default. */
  valueOf(key: string): OptionInput | undefined {
    return this.#values.get(key)?.value ?? this.#file.get(key)?.value ?? this.#impliedValue(key);
  }

  /** What an option has without an answer: a derived value, or its default. */
  #impliedValue(key: string): OptionInput | undefined {
    if (!isDerived(key, this.#values)) return optionOf(key).default;
    const others = new Map(this.#values);
    others.delete(key);
    return checkConfig(others).derived.get(key)?.value ?? optionOf(key).default;
  }

  /** Whether an option has no value yet: neither from bindstack.yaml nor from a flag, a variable or an answer. */
  isOpen(key: string): boolean {
    return !this.asked.has(key) && !this.#values.has(key);
  }

  /** @param replaces the answer replaces an invalid value, so it is recorded even if it is the default */
  record(key: string, value: OptionInput | undefined, replaces: boolean): void {
    const inFile = this.#file.get(key);
    // The default is not recorded, unless it replaces a value of the file or a variable.
    const isImplied = sameValue(value, this.#impliedValue(key)) && !inFile && !replaces;
    if (value === undefined || isImplied) this.#values.delete(key);
    // An accepted value still counts as the file's, so another answer may replace it.
    else if (inFile && !replaces && sameValue(value, inFile.value)) this.#values.set(key, inFile);
    else this.#values.set(key, givenAnswer(value));
    this.settled.add(key);
    this.asked.add(key);
  }

  /**
   * Runs a question without the answer to the alternative option, if that only repeats the default: it must not conflict
   * with this option. It is back if this option stays unset.
   */
  async withoutAlternative(key: string, ask: () => Promise<void>): Promise<void> {
    const other = ALTERNATIVES[key] ?? '';
    const given = this.#values.get(other);
    if (given?.source !== 'wizard' || !sameValue(given.value, optionOf(other).default)) return ask();
    this.#values.delete(other);
    await ask();
    if (!isGiven(key, this.#values)) this.#values.set(other, given);
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
    // The user has typed this flag or variable, so the message names it.
    if (fault) invalid.set(key, inFlags(fault.message));
    else valid.set(key, value);
  }
  // Of values that conflict, such as two equal ports, one is asked again.
  for (const key of valid.keys()) {
    const fault = newFault(new Map([...file, ...valid]), key, valid);
    if (fault === undefined) continue;
    invalid.set(key, `${inFlags(fault.message)}; ${inAnswers(fault.suggestion)}`);
    valid.delete(key);
  }
  return { valid, invalid };
}

/** The error that a value causes, unless a later question can fix it. */
function newFault(values: GivenValues, key: string, settled: GivenValues): ConfigFinding | undefined {
  const others = new Map(values);
  others.delete(key);
  const before = new Set(faultsOf(others).map(({ code }) => code));
  return faultsOf(values).find(
    ({ code, keys }) => !before.has(code) && keys.every((other) => settled.has(other)),
  );
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
