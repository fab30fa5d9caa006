import type { Fault } from '../capabilities/capability.ts';
import type { Condition, OptionInput } from '../capabilities/option.ts';
import { OPTIONS, optionOf, type StackConfig } from '../options/table.ts';
import type { GivenValues, SourceKind } from './given.ts';

/** Something wrong or doubtful in a configuration; `bad-value` for a value that is wrong by itself. */
export interface ConfigFinding extends Fault {
  /** Options that it can be fixed at. */
  readonly keys: readonly string[];
}

/** The value at a dotted key. */
function valueAt(config: StackConfig, key: string): unknown {
  return key.split('.').reduce<unknown>((node, part) => (node as Record<string, unknown>)[part], config);
}

/** Whether an option with this condition counts in a configuration. */
export function holds(condition: Condition, config: StackConfig): boolean {
  const value = valueAt(config, condition.key);
  return Array.isArray(value) ? value.includes(condition.value) : value === condition.value;
}

/** Rising precedence. An answer in the wizard replaces what the file says. */
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

/** Rank of what has decided that a condition does not hold, through the conditions of its own option. */
function rankOfSwitchingOff({ key }: Condition, config: StackConfig, given: GivenValues): number {
  const { when } = optionOf(key);
  const above = when && !holds(when, config) ? rankOfSwitchingOff(when, config, given) : 0;
  return Math.max(rankOf(key, given), above);
}

/** Two ways to say one thing: the one that a stronger source has taken replaces the other. */
export const ALTERNATIVES: Readonly<Record<string, string>> = {
  'gpu.count': 'gpu.devices',
  'gpu.devices': 'gpu.count',
};

/** Whether something was given for an option; an empty list is nothing. */
export function isGiven(key: string, given: GivenValues): boolean {
  const value = given.get(key)?.value;
  return value !== undefined && !(Array.isArray(value) && value.length === 0);
}

function isReplaced(key: string, given: GivenValues): boolean {
  const other = ALTERNATIVES[key] ?? '';
  return isGiven(other, given) && rankOf(other, given) > rankOf(key, given);
}

/**
 * What was given without the values that a stronger source has switched off or replaced: with `--no-cuda` the
 * number of GPUs in bindstack.yaml does not count, and is no mistake either; nor with `--gpu-device 0`.
 */
export function withoutOverridden(config: StackConfig, given: GivenValues): GivenValues {
  const remaining = [...given].filter(([key]) => {
    if (isReplaced(key, given)) return false;
    const { when } = optionOf(key);
    return !when || holds(when, config) || rankOfSwitchingOff(when, config, given) <= rankOf(key, given);
  });
  return remaining.length === given.size ? given : new Map(remaining);
}

/** How to make a condition hold: `--cuda`, `--target helm`. */
function remedy({ key, value }: Condition): string {
  const { flag } = optionOf(key);
  return value === true ? flag : `${flag} ${value}`;
}

/** An error for each option that was given though nothing would read it. */
export function checkConditions(config: StackConfig, given: GivenValues): ConfigFinding[] {
  return OPTIONS.flatMap(({ key, option: { when, flag } }) => {
    const value = given.get(key);
    // A switch that is off asks for nothing.
    if (!when || !value || value.value === false || holds(when, config)) return [];
    return {
      code: 'no-effect',
      keys: [key, when.key],
      severity: 'error' as const,
      message: `${value.label} has no effect without ${remedy(when)}`,
      suggestion: `add ${remedy(when)}, or leave out ${value.source === 'flag' ? flag : value.label}`,
    };
  });
}

/** Values by key, as they were chosen; what is not in it has its default. */
export type ChosenValues = ReadonlyMap<string, OptionInput>;

/** Whether an option counts beside what was chosen for the others, also while some of that is wrong. */
export function isEffective(key: string, chosen: ChosenValues): boolean {
  const { when } = optionOf(key);
  if (!when) return true;
  const value = chosen.get(when.key) ?? optionOf(when.key).default;
  const isSo = Array.isArray(value) ? value.includes(when.value) : value === when.value;
  return isSo && isEffective(when.key, chosen);
}

/** What was chosen, without what nothing would read. */
export function effectiveChoices(chosen: ChosenValues): ChosenValues {
  return new Map([...chosen].filter(([key]) => isEffective(key, chosen)));
}
