import { CAPABILITIES } from '../capabilities/all.ts';
import type { Capability } from '../capabilities/capability.ts';
import type { OptionInput } from '../capabilities/option.ts';
import { optionOf, type StackConfig } from '../options/table.ts';
import { isMet } from './conditions.ts';
import type { GivenValues } from './given.ts';

const ALL: readonly Capability<StackConfig>[] = CAPABILITIES;

/**
 * Values that follow from other options, by key, with the label of their source. They are not part of the given values:
 * they are neither saved in bindstack.yaml nor printed as flags, because they change with what they follow from.
 */
export type DerivedValues = ReadonlyMap<string, { readonly value: OptionInput; readonly label: string }>;

const DERIVATIONS = ALL.flatMap(({ derivation }) => derivation ?? []);

/** The derived values of a configuration, for options that have an effect and were not given. */
export function derivedValues(config: StackConfig, given: GivenValues): DerivedValues {
  const derived = new Map<string, { value: OptionInput; label: string }>();
  for (const { from, values } of DERIVATIONS) {
    if (!given.has(from)) continue;
    for (const [key, value] of values(config, given)) {
      const { when } = optionOf(key);
      if (!given.has(key) && (!when || isMet(when, config)))
        derived.set(key, { value, label: `derived from ${from}` });
    }
  }
  return derived;
}

/** Whether an option that is not given gets a derived value instead of its default. */
export function isDerived(key: string, given: Pick<GivenValues, 'has'>): boolean {
  return DERIVATIONS.some(({ from, keys }) => given.has(from) && keys.includes(key));
}
