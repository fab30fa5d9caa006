import type { OptionInput } from '../capabilities/option.ts';
import { effectiveValues } from '../config/effective.ts';
import type { GivenValues } from '../config/given.ts';
import { checkConfig } from '../config/resolve.ts';
import type { Context } from '../context.ts';
import { MAIN_KEYS, MORE_KEYS } from '../options/questionOrder.ts';
import { isReadBy } from '../options/runFlags.ts';
import { optionOf } from '../options/table.ts';
import { consequence } from '../stack/consequence.ts';
import type { Prompt } from '../terminal/prompt.ts';
import { Answers, applies, faultsOf } from './answers.ts';
import { askOption } from './ask.ts';
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
import { faultText, labelOf } from './words.ts';

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

/** Asks the questions. They can be asked again. */
export class Interview {
  readonly #options: InterviewOptions;
  readonly #answers: Answers;
  readonly #reportedUnused = new Set<string>();
  #place: Place;

  constructor(options: InterviewOptions) {
    this.#options = options;
    this.#answers = new Answers(options.file, options.preset);
    this.#place = placeFor(this.#answers.valueOf('targets'));
  }

  get place(): Place {
    return this.#place;
  }

  /** The keys that were asked for. */
  get asked(): ReadonlySet<string> {
    return this.#answers.asked;
  }

  /** Asks the main questions that apply and were not asked before, and those of invalid flags. */
  async askMain(): Promise<void> {
    for (const key of [...MAIN_KEYS, ...this.#answers.invalid.keys()]) {
      if (this.#answers.asked.has(key) || this.#answers.preset.has(key) || !this.#isMain(key)) continue;
      const fault = this.#answers.invalid.get(key);
      if (fault !== undefined) this.#sayFault(fault);
      await this.#ask(key, fault !== undefined);
    }
  }

  /** Asks one of the earlier questions again, and those that only now apply. */
  async change(): Promise<void> {
    const key = await this.#pick('Which answer?', this.#askable(this.#answers.asked), 'Back to the summary');
    if (key === BACK) return;
    await this.#ask(key, this.#answers.invalid.has(key));
    await this.askMain();
  }

  /** Lists the other settings, until the user is done. */
  async more(): Promise<void> {
    let last = BACK;
    for (;;) {
      const keys = MORE_KEYS.filter((key) => !this.#answers.preset.has(key));
      last = await this.#pick('Which setting?', this.#askable(keys), 'Done', last);
      if (last === BACK) return;
      await this.#ask(last, this.#answers.invalid.has(last));
    }
  }

  /** Whether the user can still decide about an option here. */
  asks(key: string): boolean {
    return !this.#answers.preset.has(key) && this.#askable([key]).length > 0;
  }

  /** Asks how many objects to plan for. */
  async askObjects(): Promise<void> {
    await this.#ask('collection.objects', this.#answers.invalid.has('collection.objects'));
  }

  /** The values with an effect, without faults: asks again for answers that do not fit together. */
  async settle(): Promise<GivenValues> {
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const [fault] = faultsOf(this.#answers.effective());
      if (!fault) break;
      this.#sayFault(faultText(fault));
      for (const key of fault.keys) this.#answers.settled.delete(key);
      for (const key of fault.keys) {
        if (applies(key, this.#answers.config())) await this.#ask(key, true);
      }
    }
    const values = this.#answers.effective();
    this.#reportUnused(values);
    return values;
  }

  /** Names the flags and variables that have no effect with these answers, each once. */
  #reportUnused(values: GivenValues): void {
    for (const [key, { label }] of this.#answers.preset) {
      if (this.#reportedUnused.has(key) || values.has(key)) continue;
      this.#reportedUnused.add(key);
      this.#options.out.say(`${label} has no effect here and is ignored`);
    }
  }

  #isMain(key: string): boolean {
    if (this.#askable([key]).length === 0) return false;
    if (key !== 'gpu.enabled' || this.#answers.invalid.has(key)) return true;
    // The GPUs of a cluster are on other machines.
    return usesEngine(this.#place) && (this.#options.machine?.gpus.length ?? 0) > 0;
  }

  /** The keys whose options can make a difference with the other answers. */
  #askable(keys: Iterable<string>): string[] {
    const config = this.#answers.config();
    return [...keys].filter((key) => {
      if (!applies(key, config)) return false;
      if (!runsProcesses(this.#place) || key === 'clients') return true;
      return isReadBy('embedded', 'up', optionOf(key).flag);
    });
  }

  async #pick(message: string, keys: readonly string[], back: string, last = BACK): Promise<string> {
    const given = this.#answers.effective();
    const effective = effectiveValues(given, checkConfig(given).derived);
    const values = new Map(effective.map(({ key, value }) => [key, value]));
    const width = Math.max(0, ...keys.map((key) => labelOf(key).length));
    const settings = keys.map((key) => {
      const shown = key === 'targets' ? nameOf(this.#place) : shortValue(key, values.get(key));
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
    await this.#answers.withoutAlternative(key, () =>
      key === 'targets' ? this.#askPlace(replaces) : this.#askSetting(key, replaces),
    );
    const effect = this.#effectOf(key);
    if (effect !== undefined) out.say(out.colors.dim(`  → ${effect}`));
  }

  /** What the answer to a question changes. */
  #effectOf(key: string): string | undefined {
    const config = this.#answers.config();
    if (!config) return undefined;
    if (runsProcesses(this.#place)) {
      if (key === 'targets') return 'needs no containers; also writes docker-compose.yml';
      // The gRPC port of a process listens on every address.
      if (key === 'weaviate.auth' && config.weaviate.auth === 'anonymous')
        return 'anyone who can reach the ports has full access';
      if (key === 'inference.mode' && config.inference.mode === 'stub')
        return 'a small fake of the ImageBind server; its vectors have no meaning';
    }
    return consequence(key, config);
  }

  async #askPlace(replaces: boolean): Promise<void> {
    const { prompt, machine, proposes = false, file } = this.#options;
    const isKnown = this.#answers.asked.has('targets') || file.has('targets') || !proposes || !machine;
    const proposed = isKnown ? this.#place : proposedPlace(machine);
    // Local processes cannot run the container that a flag asks for.
    const needsContainer = this.#answers.preset.get('inference.mode')?.value === 'container';
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
    this.#answers.record('targets', filesOf(this.#place), replaces);
    if (runsProcesses(this.#place) && this.#answers.valueOf('inference.mode') === 'container') {
      this.#answers.asked.delete('inference.mode');
    }
  }

  async #askSetting(key: string, replaces: boolean): Promise<void> {
    const { prompt } = this.#options;
    const isMode = key === 'inference.mode';
    const fallback = isMode ? this.#proposedMode() : this.#proposed(key);
    const answers = this.#answers.effective();
    const without = isMode && runsProcesses(this.#place) ? ['container'] : [];
    const value = await askOption(prompt, {
      key,
      fallback,
      answers,
      settled: this.#answers.settled,
      without,
    });
    this.#answers.record(key, value, replaces);
  }

  #proposed(key: string): OptionInput | undefined {
    const { proposes = false } = this.#options;
    const isNew = proposes && this.#answers.isOpen(key);
    return key === 'gpu.enabled' && isNew ? this.#isMain(key) : this.#answers.valueOf(key);
  }

  /** How ImageBind runs; says why if it cannot run in a container. */
  #proposedMode(): OptionInput | undefined {
    const { out, machine, proposes = false } = this.#options;
    const current = this.#answers.valueOf('inference.mode');
    const why = current === 'container' ? whyNoModel(this.#place, machine) : undefined;
    if (why === undefined) return current;
    const isNew = proposes && this.#answers.isOpen('inference.mode');
    const proposesStub = isNew || runsProcesses(this.#place);
    out.say(out.colors.dim(`${why}${proposesStub ? ' Proposed: the stub.' : ''}`));
    return proposesStub ? 'stub' : current;
  }

  #sayFault(text: string): void {
    const { out } = this.#options;
    out.say(`${out.colors.red('✖')} ${text}`);
  }
}
