import type { OptionInput } from '../capabilities/option.ts';
import { checkedValue } from '../options/checkedValue.ts';
import { optionOf } from '../options/table.ts';
import { isDerived } from './derived.ts';
import { isSecretName } from './effective.ts';
import type { GivenValues } from './given.ts';

/** The only option whose entries can be secrets: variables of Weaviate. */
export const ENV_KEY = 'weaviate.env';

export interface SavedValues {
  /** The exact content of bindstack.yaml. */
  readonly values: ReadonlyMap<string, OptionInput>;
  /** Keys to be removed from the file because nothing reads them any more. */
  readonly unused: readonly string[];
  /** Names of variables that look like secrets and are not saved. */
  readonly secrets: readonly string[];
}

/**
 * The values that a run saves in bindstack.yaml. Defaults are not saved, except to replace another value in the file, so
 * that the comment next to it stays, or instead of a derived value. Variables that look like secrets are not saved unless the file already has them.
 * @param given the effective values from all sources
 * @param unset keys that were unset (`--storage-class ''`)
 * @param before the values that the file has now
 */
export function valuesToSave(
  given: GivenValues,
  unset: ReadonlySet<string>,
  before: GivenValues,
): SavedValues {
  const values = new Map<string, OptionInput>();
  const secrets: string[] = [];
  for (const [key, { value }] of given) {
    const old = before.get(key)?.value;
    const kept = key === ENV_KEY && isMap(value) ? withoutSecrets(value, old, secrets) : value;
    // `4096m` for `4g` is no change.
    if (old !== undefined && isSame(key, old, kept)) values.set(key, old);
    else if (old !== undefined || isDerived(key, given) || !isSame(key, optionOf(key).default, kept))
      values.set(key, kept);
  }
  const unused = [...before.keys()].filter((key) => !values.has(key) && !unset.has(key));
  return { values, unused, secrets };
}

function isMap(value: OptionInput): value is Readonly<Record<string, string>> {
  return typeof value === 'object' && !Array.isArray(value);
}

function withoutSecrets(
  value: Readonly<Record<string, string>>,
  old: OptionInput | undefined,
  secrets: string[],
): Readonly<Record<string, string>> {
  const known = old !== undefined && isMap(old) ? old : {};
  const left = Object.entries(value).filter(([name]) => {
    const isKept = !isSecretName(name) || Object.hasOwn(known, name);
    if (!isKept) secrets.push(name);
    return isKept;
  });
  return Object.fromEntries(left);
}

/** Whether two values are the same, although perhaps written differently. */
function isSame(key: string, a: OptionInput | undefined, b: OptionInput | undefined): boolean {
  if (JSON.stringify(a) === JSON.stringify(b)) return true;
  const option = optionOf(key);
  const [left, right] = [checkedValue(option, a), checkedValue(option, b)];
  return 'value' in left && 'value' in right && JSON.stringify(left.value) === JSON.stringify(right.value);
}
