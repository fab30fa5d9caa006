import type { OptionInput } from '../capabilities/option.ts';
import { OPTIONS } from '../options/table.ts';
import type { DerivedValues } from './derived.ts';
import type { GivenValues } from './given.ts';

/** The effective value of an option and its source. */
export interface EffectiveValue {
  readonly key: string;
  /** As written in bindstack.yaml; undefined if unset. */
  readonly value: OptionInput | undefined;
  /** `--weaviate-memory`, `weaviate.memory (bindstack.yaml:3, --weaviate-memory)`, `derived from …`, `default`. */
  readonly source: string;
}

const MASK = '********';

/** Whether a variable of this name looks like a secret. */
export function isSecretName(name: string): boolean {
  return /KEY|SECRET|TOKEN|PASSWORD|PASSWD|CREDENTIAL/i.test(name);
}

/** The effective values of all options; variables that look like secrets are masked. */
export function effectiveValues(given: GivenValues, derived: DerivedValues = new Map()): EffectiveValue[] {
  return OPTIONS.map(({ key, option }) => {
    const found = given.get(key) ?? derived.get(key);
    return {
      key,
      value: masked(found?.value === '' ? undefined : (found?.value ?? option.default)),
      source: found?.label ?? 'default',
    };
  });
}

function masked(value: OptionInput | undefined): OptionInput | undefined {
  if (typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, text]) => [name, isSecretName(name) ? MASK : text]),
  );
}
