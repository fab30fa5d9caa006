import type { OptionInput } from '../capabilities/option.ts';
import { ALTERNATIVES, isGiven } from '../config/conditions.ts';
import { effectiveValues } from '../config/effective.ts';
import type { Given, GivenValues } from '../config/given.ts';
import { givenAnswer } from '../config/given.ts';
import type { Context } from '../context.ts';
import { MAIN_KEYS, MORE_KEYS } from '../options/questionOrder.ts';
import { isReadBy } from '../options/runFlags.ts';
import { OPTIONS, optionOf } from '../options/table.ts';
import { consequence } from '../stack/consequence.ts';
import type { Prompt } from '../terminal/prompt.ts';
import { applies, askOption, configSoFar, faultsOf, type WizardAnswers } from './ask.ts';
import { faultText, labelOf } from './labels.ts';
import type { Machine } from './machine.ts';
import {
  filesOf,
  nameOf,
  PLACE_NAMES,
  type Place,
  placeFor,
  proposedPlace,
  runsProcesses,
  usesEngine,
  whyNoModel,
} from './place.ts';
import { shortValue } from './summary.ts';

export interface InterviewOptions {
  readonly out: Pick<Context['out'], 'say' | 'colors'>;
  readonly prompt: Prompt;
  /** The values of bindstack.yaml: the default answers. */
  readonly file: GivenValues;
  /** Flags and variables: their questions are skipped unless the value is invalid. */
  readonly preset: GivenValues;
  /** What was detected. */
  readonly machine?: Machine | undefined;
  /** Whether the machine decides what is proposed; not if the directory has a stack already. */
  readonly proposes?: boolean;
}

/** Limit for asking again because of faults between answers; each round asks for all options involved. */
const MAX_ROUNDS = 20;

/** Lines of a list that scrolls. */
const PAGE_SIZE = 12;

const BACK = 'back';

/** The answers of a user. Questions can be asked again; all other answers are kept, even those that no longer apply. */
export class Interview {
  readonly #options: InterviewOptions;
  readonly #answers: WizardAnswers;
  /** Valid flags and variables. */
  readonly #valid: GivenValues;
  /** What is wrong with the other ones. */
  readonly #invalid: ReadonlyMap<string, string>;
  /** Keys whose questions have been asked or are skipped. */
  readonly #settled: Set<string>;
  readonly #asked = new Set<string>();
  readonly #reportedUnused = new Set<string>();
  #place: Place;

  constructor(options: InterviewOptions) {
    this.#options = options;
    const { valid, invalid } = splitPreset(options.file, options.preset);
    this.#valid = valid;
    this.#invalid = invalid;
    this.#answers = new Map([...options.file, ...valid]);
    this.#settled = new Set(valid.keys());
    this.#place = placeFor(this.#answers.get('targets')?.value);
  }

  get place(): Place {
    return this.#place;
  }

  /** The keys that were asked for. */
  get asked(): ReadonlySet<string> {
    return this.#asked;
  }

  /** Asks the main questions that apply and were not asked before, and those of invalid flags. */
  async askMain(): Promise<void> {
    for (const key of [...MAIN_KEYS, ...this.#invalid.keys()]) {
      if (this.#asked.has(key) || this.#valid.has(key) || !this.#isMain(key)) continue;
      const fault = this.#invalid.get(key);
      if (fault !== undefined) this.#sayFault(fault);
      await this.#ask(key, fault !== undefined);
    }
  }

  /** Asks one of the earlier questions again, and those that only now apply. */
  async change(): Promise<void> {
    const key = await this.#pick('Which answer?', this.#askable(this.#asked), 'Back to the summary');
    if (key === BACK) return;
    await this.#ask(key, this.#invalid.has(key));
    await this.askMain();
  }

  /** Lists the other settings, until the user is done. */
  async more(): Promise<void> {
    let last = BACK;
    for (;;) {
      const keys = MORE_KEYS.filter((key) => !this.#valid.has(key));
      last = await this.#pick('Which setting?', this.#askable(keys), 'Done', last);
      if (last === BACK) return;
      await this.#ask(last, this.#invalid.has(last));
    }
  }

  /** The values with an effect, without faults: asks again for answers that do not fit together. */
  async settle(): Promise<GivenValues> {
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const [fault] = faultsOf(this.#values());
      if (!fault) break;
      this.#sayFault(faultText(fault));
      for (const key of fault.keys) this.#settled.delete(key);
      for (const key of fault.keys) {
        if (applies(key, configSoFar(this.#values()))) await this.#ask(key, true);
      }
    }
    const values = this.#values();
    this.#reportUnused(values);
    return values;
  }

  /** All values without those that have no effect because of other answers. */
  #values(): GivenValues {
    const values = new Map(this.#answers);
    let config = configSoFar(values);
    for (const key of values.keys()) {
      if (applies(key, config)) continue;
      values.delete(key);
      config = configSoFar(values);
    }
    return values;
  }

  /** Names the flags and variables that have no effect with these answers, each once. */
  #reportUnused(values: GivenValues): void {
    for (const [key, { label }] of this.#valid) {
      if (this.#reportedUnused.has(key) || values.has(key)) continue;
      this.#reportedUnused.add(key);
      this.#options.out.say(`${label} has no effect here and is ignored`);
    }
  }

  #isMain(key: string): boolean {
    if (this.#askable([key]).length === 0) return false;
    if (key !== 'gpu.enabled' || this.#invalid.has(key)) return true;
    // The GPUs of a cluster are on other machines.
    return usesEngine(this.#place) && (this.#options.machine?.gpus.length ?? 0) > 0;
  }

  /** The keys whose options can make a difference with the other answers. */
  #askable(keys: Iterable<string>): string[] {
    const config = configSoFar(this.#values());
    return [...keys].filter((key) => {
      if (!applies(key, config)) return false;
      if (!runsProcesses(this.#place) || key === 'clients') return true;
      return isReadBy('embedded', 'up', optionOf(key).flag);
    });
  }

  async #pick(message: string, keys: readonly string[], back: string, last = BACK): Promise<string> {
    const values = new Map(effectiveValues(this.#values()).map(({ key, value }) => [key, value]));
    const width = Math.max(0, ...keys.map((key) => labelOf(key).length));
    const settings = keys.map((key) => {
      const shown = key === 'targets' ? nameOf(this.#place) : shortValue(values.get(key));
      return { value: key, name: `${labelOf(key).padEnd(width)}  ${shown}`, short: labelOf(key) };
    });
    return this.#options.prompt.select({
      message,
      choices: [{ value: BACK, name: back, short: back }, ...settings],
      default: last,
      pageSize: PAGE_SIZE,
    });
  }

  /** @param replaces the answer replaces an invalid value, so it is recorded even if it is the default */
  async #ask(key: string, replaces: boolean): Promise<void> {
    const { out } = this.#options;
    const alternative = defaultAlternative(key, this.#answers);
    if (alternative) this.#answers.delete(alternative.key);
    if (key === 'targets') await this.#askPlace(replaces);
    else await this.#askSetting(key, replaces);
    if (alternative && !isGiven(key, this.#answers)) {
      this.#answers.set(alternative.key, alternative.given);
    }
    this.#settled.add(key);
    this.#asked.add(key);
    const effect = this.#effectOf(key);
    if (effect !== undefined) out.say(out.colors.dim(`  → ${effect}`));
  }

  /** What the answer to a question changes. */
  #effectOf(key: string): string | undefined {
    const config = configSoFar(this.#values());
    if (!config) return undefined;
    if (runsProcesses(this.#place)) {
      if (key === 'targets') return 'needs no containers; also writes docker-compose.yml';
      if (key === 'inference.mode' && config.inference.mode === 'stub')
        return 'a small fake of the ImageBind server; its vectors have no meaning';
    }
    return consequence(key, config);
  }

  async #askPlace(replaces: boolean): Promise<void> {
    const { prompt, machine, proposes = false, file } = this.#options;
    const isKnown = this.#asked.has('targets') || file.has('targets') || !proposes || !machine;
    const proposed = isKnown ? this.#place : proposedPlace(machine);
    // Local processes cannot run the container that a flag asks for.
    const needsContainer = this.#valid.get('inference.mode')?.value === 'container';
    const places = PLACE_NAMES.filter((place) => !runsProcesses(place) || !needsContainer);
    const chosen = await prompt.select({
      message: optionOf('targets').question,
      choices: places.map((value) => {
        const name = nameOf(value);
        return { value, name, short: name };
      }),
      default: places.includes(proposed) ? proposed : 'compose',
    });
    this.#place = places.find((place) => place === chosen) ?? 'compose';
    this.#record('targets', filesOf(this.#place), replaces);
    if (runsProcesses(this.#place) && this.#valueOf('inference.mode') === 'container') {
      this.#asked.delete('inference.mode');
    }
  }

  async #askSetting(key: string, replaces: boolean): Promise<void> {
    const { prompt } = this.#options;
    const isMode = key === 'inference.mode';
    const fallback = isMode ? this.#proposedMode() : this.#proposed(key);
    const answers: WizardAnswers = new Map(this.#values());
    const without = isMode && runsProcesses(this.#place) ? ['container'] : [];
    const value = await askOption(prompt, { key, fallback, answers, settled: this.#settled, without });
    this.#record(key, value, replaces);
  }

  #valueOf(key: string): OptionInput | undefined {
    return this.#answers.get(key)?.value ?? this.#options.file.get(key)?.value ?? optionOf(key).default;
  }

  #proposed(key: string): OptionInput | undefined {
    const { proposes = false } = this.#options;
    const isNew = proposes && !this.#asked.has(key) && !this.#answers.has(key);
    return key === 'gpu.enabled' && isNew ? this.#isMain(key) : this.#valueOf(key);
  }

  /** How ImageBind runs; says why if it cannot run in a container. */
  #proposedMode(): OptionInput | undefined {
    const { out, machine, proposes = false } = this.#options;
    const current = this.#valueOf('inference.mode');
    const why = current === 'container' ? whyNoModel(this.#place, machine) : undefined;
    if (why === undefined) return current;
    const isNew = proposes && !this.#asked.has('inference.mode') && !this.#answers.has('inference.mode');
    const proposesStub = isNew || runsProcesses(this.#place);
    out.say(out.colors.dim(`${why}${proposesStub ? ' Proposed: the stub.' : ''}`));
    return proposesStub ? 'stub' : current;
  }

  #record(key: string, value: OptionInput | undefined, replaces: boolean): void {
    const inFile = this.#options.file.get(key);
    // The default is not recorded, unless it replaces a value of the file or a variable.
    const isImplied = sameValue(value, optionOf(key).default) && !inFile && !replaces;
    if (value === undefined || isImplied) this.#answers.delete(key);
    // An accepted value still counts as the file's, so another answer may replace it.
    else if (inFile && !replaces && sameValue(value, inFile.value)) this.#answers.set(key, inFile);
    else this.#answers.set(key, givenAnswer(value));
  }

  #sayFault(text: string): void {
    const { out } = this.#options;
    out.say(`${out.colors.red('✖')} ${text}`);
  }
}

/** The answer to the alternative option, if it only repeats the default: it must not conflict with this option. */
function defaultAlternative(key: string, answers: WizardAnswers): { key: string; given: Given } | undefined {
  const other = ALTERNATIVES[key];
  const given = other === undefined ? undefined : answers.get(other);
  if (other === undefined || given?.source !== 'wizard') return undefined;
  return sameValue(given.value, optionOf(other).default) ? { key: other, given } : undefined;
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
