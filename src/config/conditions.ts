import type { Fault } from '../capabilities/capability.ts';
import { add, leaveOut, setting, words } from '../capabilities/message.ts';
import { type Condition, meets, metBy, type OptionInput } from '../capabilities/option.ts';
import { choiceOf } from '../formats/choiceOf.ts';
import { OPTIONS, optionOf, type StackConfig } from '../options/table.ts';
import type { GivenValues, SourceKind } from './given.ts';

/** An error or a warning about a configuration; the code `bad-value` is a single invalid value. */
export interface ConfigFinding extends Fault {
  /** Keys of the options that can fix it. */
  readonly keys: readonly string[];
  /** What is wrong with a single value; a form shows it next to the value. */
  readonly invalid?: InvalidValue;
}

interface InvalidValue {
  readonly value: unknown;
  /** Continues a sentence that starts with the value: `is not a whole number from 1 to 65535`. */
  readonly reason: string;
}

/** The value at a dotted key. */
function valueAt(config: StackConfig, key: string): unknown {
  return key.split('.').reduce<unknown>((node, part) => (node as Record<string, unknown>)[part], config);
}

/** Whether a configuration meets a condition. */
export function isMet(condition: Condition, config: StackConfig): boolean {
  return meets(condition, valueAt(config, condition.key));
}

/** Sources in increasing precedence. A wizard answer overrides the file. */
const RANK: readonly (SourceKind | undefined)[] = [
  undefined,
  'deployed',
  'file',
  'wizard',
  'environment',
  'flag',
];

function rankOf(key: string, given: GivenValues): number {
  return RANK.indexOf(given.get(key)?.source);
}

/** Rank of the source that leaves a condition unmet, including the conditions of the option it names. */
function rankOfUnmet({ key }: Condition, config: StackConfig, given: GivenValues): number {
  const { when } = optionOf(key);
  const above = when && !isMet(when, config) ? rankOfUnmet(when, config, given) : 0;
  return Math.max(rankOf(key, given), above);
}

/** Two options for the same thing: the one from the source with higher precedence replaces the other. */
export const ALTERNATIVES: Readonly<Record<string, string>> = {
  'gpu.count': 'gpu.devices',
  'gpu.devices': 'gpu.count',
};

/** Whether an option was given a value; an empty list does not count. */
export function isGiven(key: string, given: GivenValues): boolean {
  const value = given.get(key)?.value;
  return value !== undefined && !(Array.isArray(value) && value.length === 0);
}

function isReplaced(key: string, given: GivenValues): boolean {
  const other = ALTERNATIVES[key] ?? '';
  return isGiven(other, given) && rankOf(other, given) > rankOf(key, given);
}

/**
 * The given values without those that a source with higher precedence has switched off or replaced: with `--no-cuda` or
 * `--gpu-device 0`, the number of GPUs in bindstack.yaml is ignored and is not an error.
 */
export function withoutOverridden(config: StackConfig, given: GivenValues): GivenValues {
  const remaining = [...given].filter(([key]) => {
    if (isReplaced(key, given)) return false;
    const { when } = optionOf(key);
    return !when || isMet(when, config) || rankOfUnmet(when, config, given) <= rankOf(key, given);
  });
  return remaining.length === given.size ? given : new Map(remaining);
}

/** The other values that meet a condition, after the first one. */
function others(condition: Condition): string {
  const [, ...rest] = metBy(condition);
  return rest.length === 0 ? '' : `${rest.length > 1 ? ', ' : ' or '}${choiceOf(rest.map(String))}`;
}

/** Returns an error for each given option that would have no effect. */
export function checkConditions(config: StackConfig, given: GivenValues): ConfigFinding[] {
  return OPTIONS.flatMap(({ key, option: { when } }) => {
    const value = given.get(key);
    // Switching something off needs no condition.
    if (!when || !value || value.value === false || isMet(when, config)) return [];
    return {
      code: 'no-effect',
      keys: [key, when.key],
      severity: 'error' as const,
      message: words`${value.label} has no effect without ${setting(when.key, when.value)}${others(when)}`,
      suggestion: words`${add(when.key, when.value)}, or ${value.source === 'flag' ? leaveOut(key) : `leave out ${value.label}`}`,
    };
  });
}

/** Chosen values by key; all other options have their defaults. */
export type ChosenValues = ReadonlyMap<string, OptionInput>;

/** Whether an option has an effect with the chosen values, even if some of them are invalid. */
export function isEffective(key: string, chosen: ChosenValues): boolean {
  const { when } = optionOf(key);
  if (!when) return true;
  const value = chosen.get(when.key) ?? optionOf(when.key).default;
  return meets(when, value) && isEffective(when.key, chosen);
}

/** The chosen values without those that have no effect. */
export function effectiveChoices(chosen: ChosenValues): ChosenValues {
  return new Map([...chosen].filter(([key]) => isEffective(key, chosen)));
}
