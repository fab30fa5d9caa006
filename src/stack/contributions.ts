import { CAPABILITIES } from '../capabilities/all.ts';
import type { Capability, Fragment, TargetDetails, Variable } from '../capabilities/capability.ts';
import type { StackConfig } from '../options/table.ts';

const CAPABILITY_LIST: readonly Capability<StackConfig>[] = CAPABILITIES;

function isFragment(value: unknown): value is Fragment {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Merges two values of the same key: maps and lists are combined, otherwise the later value wins. */
function mergeValue(before: unknown, after: unknown): unknown {
  if (Array.isArray(before) && Array.isArray(after)) return [...before, ...after];
  return isFragment(before) && isFragment(after) ? mergeFragments(before, after) : after;
}

/** Merges parts of a file; each key keeps the place where it first occurs. */
export function mergeFragments(...parts: readonly (Fragment | undefined)[]): Fragment {
  const all: Record<string, unknown> = {};
  for (const part of parts) {
    for (const [key, value] of Object.entries(part ?? {})) {
      all[key] = key in all ? mergeValue(all[key], value) : value;
    }
  }
  return all;
}

/** Sorts the keys; those that `order` does not list come last. */
export function withKeyOrder(part: Fragment, order: readonly string[]): Fragment {
  const placeOf = (key: string) => (order.includes(key) ? order.indexOf(key) : order.length);
  return Object.fromEntries(Object.entries(part).sort(([a], [b]) => placeOf(a) - placeOf(b)));
}

/** The prefix that related variables share: `AUTHENTICATION_APIKEY` of `AUTHENTICATION_APIKEY_USERS`. */
const purposeOf = ({ name }: Variable) => name.split('_').slice(0, 2).join('_');

/** The variables of Weaviate, sorted by prefix; those with the same prefix keep the order of their capability. */
export function weaviateVariables(config: StackConfig, details: TargetDetails): Variable[] {
  const found = CAPABILITY_LIST.flatMap(({ variables }) => variables?.(config, details) ?? []);
  return found.sort((a, b) => {
    const [left, right] = [purposeOf(a), purposeOf(b)];
    return left < right ? -1 : Number(left > right);
  });
}

export function inferenceVariables(config: StackConfig): Variable[] {
  return CAPABILITY_LIST.flatMap((capability) => capability.inferenceVariables?.(config) ?? []);
}

/** What the capabilities add to docker-compose.yml. */
export function composeContributions(config: StackConfig) {
  const parts = CAPABILITY_LIST.map((capability) => capability.compose?.(config) ?? {});
  return {
    weaviate: mergeFragments(...parts.map(({ weaviate }) => weaviate)),
    inference: mergeFragments(...parts.map(({ inference }) => inference)),
    volumes: mergeFragments(...parts.map(({ volumes }) => volumes)),
  };
}

/** What the capabilities add to the values of the chart. */
export function chartContributions(config: StackConfig) {
  const parts = CAPABILITY_LIST.map((capability) => capability.chart?.(config) ?? {});
  return {
    values: mergeFragments(...parts.map(({ values }) => values)),
    inferencePod: mergeFragments(...parts.map(({ inferencePod }) => inferencePod)),
    variables: parts.flatMap(({ variables }) => variables ?? []),
    written: new Set(parts.flatMap(({ setByChart }) => setByChart ?? [])),
  };
}

/** What the capabilities patch into the inference pod. */
export function podPatch(config: StackConfig) {
  const parts = CAPABILITY_LIST.map((capability) => capability.patch?.(config) ?? {});
  return {
    pod: mergeFragments(...parts.map(({ pod }) => pod)),
    container: mergeFragments(...parts.map(({ container }) => container)),
  };
}
