import { computed, signal } from '@preact/signals';
import type { OptionInput } from '../../../capabilities/option.ts';
import { type ChosenValues, effectiveChoices } from '../../../config/conditions.ts';
import { isDerived } from '../../../config/derived.ts';
import { givenAnswer } from '../../../config/given.ts';
import { checkConfig } from '../../../config/resolve.ts';
import { optionOf, type StackConfig } from '../../../options/table.ts';

/** The chosen values by key; all other options have their defaults. */
export const chosen = signal<ChosenValues>(new Map());

/** Sets an option. A value that equals the default is not stored, unless it replaces a derived value. */
export function choose(key: string, value: OptionInput): void {
  const next = new Map(chosen.value);
  const { default: fallback } = optionOf(key);
  const isDefault = JSON.stringify(value) === JSON.stringify(fallback) && !isDerived(key, next);
  if (isDefault || (value === '' && (fallback === undefined || isDerived(key, next)))) next.delete(key);
  else next.set(key, value);
  chosen.value = next;
}

function check(values: ChosenValues) {
  return checkConfig(new Map([...effectiveChoices(values)].map(([key, value]) => [key, givenAnswer(value)])));
}

/** The chosen values, checked. */
export const checkedChoices = computed(() => check(chosen.value));

/** A configuration without errors, and the values that lead to it. */
export interface ValidStack {
  readonly config: StackConfig;
  readonly values: ChosenValues;
}

let lastValid: ValidStack | undefined;

/** The chosen configuration, or the last valid one while the form has errors. */
export const stack = computed((): ValidStack => {
  const { config, given, errors } = checkedChoices.value;
  if (config && errors.length === 0) {
    lastValid = { config, values: new Map([...given].map(([key, { value }]) => [key, value])) };
  }
  lastValid ??= { config: defaultConfig(), values: new Map() };
  return lastValid;
});

function defaultConfig(): StackConfig {
  const { config } = check(new Map());
  if (!config) throw new Error('the default configuration is invalid');
  return config;
}

/** Whether the form has errors: the files are then outdated, and cannot be copied or downloaded. */
export const hasErrors = computed(() => checkedChoices.value.errors.length > 0);
