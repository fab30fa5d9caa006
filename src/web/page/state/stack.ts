import { computed, signal } from '@preact/signals';
import type { OptionInput } from '../../../capabilities/option.ts';
import { type ChosenValues, effectiveChoices } from '../../../config/conditions.ts';
import { givenAnswer } from '../../../config/given.ts';
import { checkConfig } from '../../../config/resolve.ts';
import { optionOf, type StackConfig } from '../../../options/table.ts';

/** What was chosen, by key; what is not in it has its default. */
export const chosen = signal<ChosenValues>(new Map());

/** Chooses a value for an option. The default needs no saying. */
export function choose(key: string, value: OptionInput): void {
  const next = new Map(chosen.value);
  const byDefault = optionOf(key).default;
  if (JSON.stringify(value) === JSON.stringify(byDefault) || (value === '' && byDefault === undefined))
    next.delete(key);
  else next.set(key, value);
  chosen.value = next;
}

function checked(values: ChosenValues) {
  return checkConfig(new Map([...effectiveChoices(values)].map(([key, value]) => [key, givenAnswer(value)])));
}

/** The configuration as it was chosen, with what is wrong in it. */
export const judged = computed(() => checked(chosen.value));

/** A configuration without errors, and the values that make it. */
export interface GoodStack {
  readonly config: StackConfig;
  readonly values: ChosenValues;
}

let lastGood: GoodStack | undefined;

/** The configuration as it was chosen, or the last good one while something is wrong with it. */
export const stack = computed((): GoodStack => {
  const { config, given, errors } = judged.value;
  if (config && errors.length === 0) {
    lastGood = { config, values: new Map([...given].map(([key, { value }]) => [key, value])) };
  }
  lastGood ??= { config: defaultConfig(), values: new Map() };
  return lastGood;
});

function defaultConfig(): StackConfig {
  const { config } = checked(new Map());
  if (!config) throw new Error('the defaults are no configuration');
  return config;
}

/** Whether something must be mended before there are files. */
export const isBroken = computed(() => judged.value.errors.length > 0);
