import { type Condition, metBy } from '../capabilities/option.ts';
import { COLLECTION_KEYS, RELEASE_KEYS, type RunTarget } from './runTargets.ts';
import { OPTIONS, optionOf } from './table.ts';

/** Flags that are not stack options and that only some targets read. */
export const TARGET_FLAGS = {
  '--chart': ['helm'],
  '--dry-run': ['helm'],
  '--weaviate-binary': ['embedded'],
  '--restart': ['compose', 'embedded'],
} as const satisfies Readonly<Record<string, readonly RunTarget[]>>;

const TARGETS_OF_FLAG = new Map<string, readonly RunTarget[]>(Object.entries(TARGET_FLAGS));

/** The options that `up` reads from the configuration; the generated files provide the rest. */
export const UP_KEYS = {
  compose: new Set(['inference.startPeriod', ...COLLECTION_KEYS]),
  helm: new Set(['inference.startPeriod', 'kubernetes.chartVersion', ...RELEASE_KEYS, ...COLLECTION_KEYS]),
};

const FOR_HELM: Condition = { key: 'targets', value: 'helm' };
const FOR_COMPOSE: Condition = { key: 'targets', value: 'compose' };
const FOR_CONTAINER: Condition = { key: 'inference.mode', value: 'container' };

/** Whether an option can be used if these conditions are never met. */
function canApply(key: string, neverMet: readonly Condition[]): boolean {
  const { when } = optionOf(key);
  if (!when) return true;
  return (
    !metBy(when).every((value) => neverMet.some((one) => one.key === when.key && one.value === value)) &&
    canApply(when.key, neverMet)
  );
}

/** Addresses on this machine; a Helm release uses the ports of the chart. */
const PORT_KEYS = ['weaviate.httpPort', 'weaviate.grpcPort', 'weaviate.bindAddress'];

/** Options that local processes do not use: images, volumes, and files that are only written. */
const CONTAINER_KEYS = new Set([
  'weaviate.registry',
  'weaviate.repository',
  'weaviate.persistence',
  'inference.startPeriod',
  'clients',
]);

/** Options that `smoke` reads. Its own flag `--inference-url` has the same name as an option. */
const SMOKE_KEYS = [...COLLECTION_KEYS, 'inference.url'];

type KeyFilter = (key: string) => boolean;
type PerTarget = Readonly<Record<RunTarget, KeyFilter>>;

const only =
  (keys: Iterable<string>): KeyFilter =>
  (key) =>
    new Set(keys).has(key);

const forAllTargets = (reads: KeyFilter): PerTarget => ({ compose: reads, helm: reads, embedded: reads });

const withoutContainers: KeyFilter = (key) => canApply(key, [FOR_HELM, FOR_CONTAINER]);

const embedded: KeyFilter = (key) => !CONTAINER_KEYS.has(key) && withoutContainers(key);

/** Options that locate a stack: the name of a release; the other targets are found by their directory. */
const LOCATING_KEYS: PerTarget = { ...forAllTargets(() => false), helm: only(RELEASE_KEYS) };

/** The stack options that each command reads, per target. */
const READ_BY: Readonly<Record<string, PerTarget>> = {
  doctor: {
    compose: (key) => key !== 'clients' && canApply(key, [FOR_HELM]),
    helm: (key) => key !== 'clients' && !PORT_KEYS.includes(key) && canApply(key, [FOR_COMPOSE]),
    embedded,
  },
  up: { compose: only(UP_KEYS.compose), helm: only(UP_KEYS.helm), embedded },
  down: LOCATING_KEYS,
  destroy: LOCATING_KEYS,
  status: LOCATING_KEYS,
  logs: LOCATING_KEYS,
  restore: LOCATING_KEYS,
  ...Object.fromEntries(
    ['create', 'list', 'delete', 'drill', 'schedule'].map((name) => [`backup ${name}`, LOCATING_KEYS]),
  ),
  upgrade: LOCATING_KEYS,
  search: {
    ...forAllTargets(only(['collection.name'])),
    helm: only([...RELEASE_KEYS, 'collection.name']),
  },
  import: {
    ...forAllTargets(only(['collection.name'])),
    helm: only([...RELEASE_KEYS, 'collection.name']),
  },
  explore: {
    ...forAllTargets(only(['collection.name'])),
    helm: only([...RELEASE_KEYS, 'collection.name']),
  },
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

/** Whether a command reads a flag for a target; help texts show no other flags. */
export function isReadBy(target: RunTarget, command: string, flag: string): boolean {
  const readers = READ_BY[command];
  if (!readers) return true;
  // `try` has no target: it runs local processes. The --dry-run of `import` is about files.
  const targets = command === 'try' || command === 'import' ? undefined : TARGETS_OF_FLAG.get(flag);
  if (targets) return targets.includes(target);
  const key = KEYS.get(flag.replace(/^--no-/, '--'));
  return key === undefined || readers[target](key);
}
