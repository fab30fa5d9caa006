import type { Condition } from '../options/option.ts';
import { OPTIONS, optionOf, type StackConfig } from '../options/table.ts';
import type { ConfigFinding } from './resolve.ts';
import type { GivenValues } from './source.ts';

/** The value at a dotted key. */
function valueAt(config: StackConfig, key: string): unknown {
  return key.split('.').reduce<unknown>((node, part) => (node as Record<string, unknown>)[part], config);
}

/** Whether an option with this condition counts in a configuration. */
export function holds(condition: Condition, config: StackConfig): boolean {
  const value = valueAt(config, condition.key);
  return Array.isArray(value) ? value.includes(condition.value) : value === condition.value;
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
      severity: 'error' as const,
      message: `${value.label} has no effect without ${remedy(when)}`,
      suggestion: `add ${remedy(when)}, or leave out ${value.source === 'flag' ? flag : value.label}`,
    };
  });
}
