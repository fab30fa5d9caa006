import type { Condition } from '../capabilities/option.ts';
import { COLLECTION_KEYS, RELEASE_KEYS, type RunTarget } from './runTargets.ts';
import { OPTIONS, optionOf } from './table.ts';

/** Flags that only some targets read, of those that are no options of a stack. */
export const TARGET_FLAGS = {
  '--chart': ['helm'],
  '--dry-run': ['helm'],
  '--weaviate-binary': ['embedded'],
  '--restart': ['compose', 'embedded'],
} as const satisfies Readonly<Record<string, readonly RunTarget[]>>;

const TARGETS_OF_FLAG = new Map<string, readonly RunTarget[]>(Object.entries(TARGET_FLAGS));

/** What `up` reads of the configuration where files say the rest. */
export const UP_KEYS = {
  compose: new Set(['inference.startPeriod', ...COLLECTION_KEYS]),
  helm: new Set(['inference.startPeriod', 'kubernetes.chartVersion', ...RELEASE_KEYS, ...COLLECTION_KEYS]),
};

const FOR_HELM: Condition = { key: 'targets', value: 'helm' };
const FOR_COMPOSE: Condition = { key: 'targets', value: 'compose' };
const AS_CONTAINER: Condition = { key: 'inference.mode', value: 'container' };

/** Whether an option may count although some conditions never hold. */
function canApply(key: string, never: readonly Condition[]): boolean {
  const { when } = optionOf(key);
  if (!when) return true;
  return !never.some((one) => one.key === when.key && one.value === when.value) && canApply(when.key, never);
}

/** Addresses on this machine: a release has the ports of the chart. */
const PORT_KEYS = ['weaviate.httpPort', 'weaviate.grpcPort', 'weaviate.bindAddress'];

/** What a local process has no use for: its image, the volume of a container, and files that are only written. */
const CONTAINER_KEYS = new Set([
  'weaviate.registry',
  'weaviate.repository',
  'weaviate.persistence',
  'inference.startPeriod',
  'clients',
]);

/** What the test goes by; `--inference-url` is a flag of its own that has the name of an option. */
const SMOKE_KEYS = [...COLLECTION_KEYS, 'inference.url'];

type Reads = (key: string) => boolean;
type PerTarget = Readonly<Record<RunTarget, Reads>>;

const only =
  (keys: Iterable<string>): Reads =>
  (key) =>
    new Set(keys).has(key);

const forAllTargets = (reads: Reads): PerTarget => ({ compose: reads, helm: reads, embedded: reads });

const withoutContainers: Reads = (key) => canApply(key, [FOR_HELM, AS_CONTAINER]);

const embedded: Reads = (key) => !CONTAINER_KEYS.has(key) && withoutContainers(key);

/** What finds a stack: a release has a name, and for the others their directory does. */
const locatesStack: PerTarget = { ...forAllTargets(() => false), helm: only(RELEASE_KEYS) };

/** What each command that runs a stack reads of the option table. */
const READ_BY: Readonly<Record<string, PerTarget>> = {
  doctor: {
    compose: (key) => key !== 'clients' && canApply(key, [FOR_HELM]),
    helm: (key) => key !== 'clients' && !PORT_KEYS.includes(key) && canApply(key, [FOR_COMPOSE]),
    embedded,
  },
  up: { compose: only(UP_KEYS.compose), helm: only(UP_KEYS.helm), embedded },
  down: locatesStack,
  destroy: locatesStack,
  status: locatesStack,
  logs: locatesStack,
  try: forAllTargets(withoutContainers),
  smoke: {
    compose: only([...PORT_KEYS, ...SMOKE_KEYS]),
    helm: only([...RELEASE_KEYS, ...SMOKE_KEYS]),
    embedded: only(SMOKE_KEYS),
  },
};

const KEYS = new Map(
  OPTIONS.filter(({ key }) => key !== 'targets').map(({ key, option }) => [option.flag, key]),
);

/** Whether a flag changes anything when a command runs for a target: the help shows no others. */
export function isReadBy(target: RunTarget, command: string, flag: string): boolean {
  const read = READ_BY[command];
  if (!read) return true;
  // `try` has no target: it runs local processes.
  const own = command === 'try' ? undefined : TARGETS_OF_FLAG.get(flag);
  if (own) return own.includes(target);
  const key = KEYS.get(flag.replace(/^--no-/, '--'));
  return key === undefined || read[target](key);
}
