import { CAPABILITIES } from '../capabilities/all.ts';
import type { Capability } from '../capabilities/capability.ts';
import type { Message } from '../capabilities/message.ts';
import type { StackConfig } from '../options/table.ts';
import type { ConfigFinding } from './conditions.ts';
import type { GivenValues } from './given.ts';

const ALL: readonly Capability<StackConfig>[] = CAPABILITIES;

/** Variables that bindstack sets itself, with the suggestion if `--env` sets one. */
export const OWNED_VARIABLES: ReadonlyMap<string, Message> = new Map(
  ALL.flatMap(({ owned = {} }) => Object.entries(owned)),
);

/** Faults are reported in the order of the capabilities, except for these, which come first or last. */
const FIRST = ['same-port'];
const LAST = [
  'weaviate-memory',
  'gpus-and-devices',
  'module-not-restricted',
  'inference-image-root',
  'sysctl-init-forbidden',
  'cuda-core-helm',
  'gpu-device-helm',
  'gpus-all-helm',
];

const RANKS = new Map([
  ...FIRST.map((code, i) => [code, i - FIRST.length] as const),
  ...LAST.map((code, i) => [code, i + 1] as const),
]);

const rankOf = ({ code }: ConfigFinding) => RANKS.get(code) ?? 0;

/** Errors and warnings about combinations of values. */
export function checkRules(config: StackConfig, given: GivenValues): ConfigFinding[] {
  const rules = ALL.flatMap((capability) => capability.rules ?? []);
  const found = rules.flatMap(({ keys, check }) => {
    const fault = check(config, given, OWNED_VARIABLES);
    return fault ? { ...fault, keys } : [];
  });
  return found.sort((a, b) => rankOf(a) - rankOf(b));
}
