import type { OptionInput } from '../capabilities/option.ts';
import { OPTIONS } from '../options/table.ts';
import type { GivenValues } from './given.ts';

/** An option as it counts, and where its value came from. */
export interface EffectiveValue {
  readonly key: string;
  /** As it would be written in bindstack.yaml; undefined where it is unset. */
  readonly value: OptionInput | undefined;
  /** `--weaviate-memory`, `weaviate.memory (bindstack.yaml:3, --weaviate-memory)`, `default`. */
  readonly source: string;
}

const MASK = '********';

/** Whether a variable of this name holds what nobody should read over a shoulder. */
export function isSecretName(name: string): boolean {
  return /KEY|SECRET|TOKEN|PASSWORD|PASSWD|CREDENTIAL/i.test(name);
}

/** Every option of a configuration, with values of variables that look like secrets masked. */
export function effectiveValues(given: GivenValues): EffectiveValue[] {
  return OPTIONS.map(({ key, option }) => {
    const found = given.get(key);
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
