import { MINIMUM_VERSIONS } from '../facts/minimumVersions.ts';
import {
  COMPRESSIONS,
  type CompressionName,
  compressionOutcome,
  compressionSince,
  requiresAsyncIndexing,
  TRAINED_COMPRESSIONS,
  VECTOR_INDEXES,
} from '../facts/vectorIndexes.ts';
import { countText } from '../formats/count.ts';
import { dockerSize, kubernetesSize, readableSize } from '../formats/size.ts';
import { hasReached, versionInTag } from '../formats/versionNumber.ts';
import { LEAST_MEMORY, LEAST_STORAGE, planFor, type SizePlan } from '../sizing/plan.ts';
import { type Capability, type Check, error, type GivenInputs, warning } from './capability.ts';
import type { CollectionConfig } from './collection.ts';
import type { EnvironmentConfig } from './environment.ts';
import { or, setting, use, words } from './message.ts';
import {
  type ConfigOf,
  choiceOption,
  optionalChoiceOption,
  optionalQuantityOption,
  optionalSizeOption,
} from './option.ts';
import type { PersistenceConfig } from './persistence.ts';
import { copiesOf, type ReplicasConfig } from './replicas.ts';
import type { ServerConfig } from './server.ts';
import type { TargetsConfig } from './targets.ts';

const options = {
  collection: {
    objects: optionalQuantityOption({
      flag: '--objects',
      label: 'Number of objects',
      example: '1M',
      help: 'number of objects to plan for: memory, storage and compression follow from it, unless they are set',
      question: 'How many objects?',
    }),
    index: choiceOption({
      flag: '--index',
      label: 'Vector index',
      help: 'index of the vectors',
      question: 'Which vector index?',
      default: 'hnsw',
      values: VECTOR_INDEXES,
      labels: { hnsw: 'HNSW', flat: 'Flat', dynamic: 'Dynamic', hfresh: 'HFresh' },
      meanings: {
        hnsw: 'a graph in memory; fast',
        flat: 'compares every vector; for small collections',
        dynamic: 'flat up to 10,000 objects, then hnsw',
        hfresh: 'clusters on disk; little memory, slower',
      },
    }),
    compression: optionalChoiceOption({
      flag: '--compression',
      label: 'Compression of vectors',
      example: 'rq-8',
      help: 'compression of the vectors in memory; if unset, none, or what the number of objects needs',
      question: 'How should vectors be compressed?',
      values: COMPRESSIONS,
      labels: {
        none: 'None',
        'rq-8': 'RQ, 8 bits',
        'rq-4': 'RQ, 4 bits',
        'rq-1': 'RQ, 1 bit',
        bq: 'BQ',
        pq: 'PQ',
        sq: 'SQ',
      },
      meanings: {
        none: '4 bytes per number of a vector',
        'rq-8': 'rotational quantization; finds almost the same',
        'rq-4': 'rotational quantization, since Weaviate 1.39',
        'rq-1': 'rotational quantization; finds less',
        bq: 'binary quantization; finds less',
        pq: 'product quantization, trained with the first objects',
        sq: 'scalar quantization, trained with the first objects',
      },
    }),
    mediaSize: optionalSizeOption({
      flag: '--media-size',
      label: 'Size of a media file',
      example: '500k',
      help: 'average size of a media file, to plan storage with; the usual size of its kind if unset',
      question: 'How large is a media file on average?',
    }),
  },
};

export type SizeConfig = ConfigOf<typeof options>;

type Config = SizeConfig &
  CollectionConfig &
  ServerConfig &
  PersistenceConfig &
  ReplicasConfig &
  TargetsConfig &
  EnvironmentConfig;

const OBJECTS = 'collection.objects';
const MEMORY = 'weaviate.memory';
const STORAGE = 'weaviate.storageSize';
const COMPRESSION = 'collection.compression';
const INDEX = 'collection.index';

/**
 * The plan for `collection.objects`, with the values that were given; undefined if it is unset. With Compose among the
 * targets, one Weaviate holds everything, because all targets get the same limit.
 */
export function sizePlanOf(config: Config, given: Pick<GivenInputs, 'has'>): SizePlan | undefined {
  const { objects, index, compression, mediaSize, modalities, vectors } = config.collection;
  if (objects === undefined) return undefined;
  const isOne = config.targets.includes('compose');
  return planFor({
    objects,
    index,
    compression: given.has(COMPRESSION) ? compression : undefined,
    memory: given.has(MEMORY) ? config.weaviate.memory : undefined,
    modalities,
    vectors,
    mediaSize,
    version: versionInTag(config.weaviate.tag),
    replicas: isOne ? 1 : config.weaviate.replicas,
    copies: isOne ? 1 : copiesOf(config),
  });
}

/** The plan of a completed configuration, which contains the derived values; undefined without `collection.objects`. */
export function planOf(config: Config): SizePlan | undefined {
  return sizePlanOf(config, { has: () => true });
}

/** The compression that the vectors have: hfresh always compresses with rq-1. */
export function compressionOf({ collection: { index, compression } }: SizeConfig): CompressionName {
  return compression ?? (index === 'hfresh' ? 'rq-1' : 'none');
}

const indexVersion: Check<Config> = ({ collection: { index }, weaviate: { tag } }) => {
  const since = INDEX_SINCE[index];
  const version = versionInTag(tag);
  if (since === undefined || version === undefined || hasReached(version, since)) return undefined;
  return error(
    'index-version',
    `Weaviate ${version} does not have the vector index ${index}`,
    words`${use('weaviate.tag', since[0])} or newer, ${or(INDEX, 'hnsw')}`,
  );
};

const INDEX_SINCE: Readonly<Partial<Record<Config['collection']['index'], readonly string[]>>> = {
  hfresh: MINIMUM_VERSIONS.hfresh,
};

const indexCompression: Check<Config> = (config) => {
  const { index } = config.collection;
  const compression = compressionOf(config);
  const version = versionInTag(config.weaviate.tag);
  if (compressionOutcome(index, compression, version) === 'works') return undefined;
  const others = COMPRESSIONS.filter((name) => compressionOutcome(index, name, version) === 'works');
  const since = compressionSince(index, compression)?.[0];
  const instead = others.includes('rq-8') ? 'rq-8' : (others[0] ?? 'none');
  return error(
    'index-compression',
    words`the vector index ${index} cannot be combined with ${setting(COMPRESSION, compression)}${since === undefined || version === undefined ? '' : ` in Weaviate ${version}`}`,
    since === undefined
      ? words`${use(COMPRESSION, instead)}${index === 'hnsw' ? '' : words`, ${or(INDEX, 'hnsw')}`}`
      : words`${use(COMPRESSION, instead)}, ${or('weaviate.tag', since)} or newer`,
    `With ${index}, it supports ${others.join(', ')}.`,
  );
};

const ASYNC_VARIABLE = 'ASYNC_INDEXING';

function needsAsyncIndexing(config: SizeConfig): boolean {
  return (
    requiresAsyncIndexing(config.collection.index) || TRAINED_COMPRESSIONS.includes(compressionOf(config))
  );
}

const asyncIndexing: Check<Config> = (config) => {
  const value = config.weaviate.env[ASYNC_VARIABLE];
  if (value === undefined || isOn(value) || !needsAsyncIndexing(config)) return undefined;
  const { index } = config.collection;
  const needs = requiresAsyncIndexing(index)
    ? setting(INDEX, index)
    : setting(COMPRESSION, compressionOf(config));
  return error(
    'async-indexing-off',
    words`${needs} needs asynchronous indexing, but ${setting('weaviate.env', `${ASYNC_VARIABLE}=${value}`)} turns it off`,
    `leave out ${ASYNC_VARIABLE}`,
  );
};

/** What Weaviate reads as true (entities/config Enabled). */
function isOn(value: string): boolean {
  return ['on', 'enabled', '1', 'true'].includes(value.toLowerCase());
}

/** What to do about a memory limit that is too small for a plan. */
function lessMemory(plan: SizePlan, limit: number) {
  const memory = use(MEMORY, dockerSize(Math.max(plan.memory.recommended, LEAST_MEMORY)));
  const { index, compression } = plan.input;
  if (compression === undefined) return words`${memory}`;
  const chosen = planFor({ ...plan.input, compression: undefined, memory: limit });
  return index === 'hnsw' && chosen.memory.recommended <= limit && chosen.compression !== compression
    ? words`${memory}, ${or(COMPRESSION, chosen.compression)}`
    : words`${memory}`;
}

const memoryForObjects: Check<Config> = (config, given) => {
  const plan = sizePlanOf(config, given);
  const { memory } = config.weaviate;
  if (!plan || !given.has(MEMORY) || memory >= plan.memory.recommended) return undefined;
  const objects = setting(OBJECTS, countText(plan.input.objects));
  const vectors = `${plan.input.index} with compression ${plan.compression}`;
  return memory < plan.memory.minimum
    ? warning(
        'memory-for-objects',
        words`${setting(MEMORY, dockerSize(memory))} cannot hold ${objects}: ${vectors} needs at least ${readableSize(plan.memory.minimum)}, and ${readableSize(plan.memory.recommended)} to import at full speed`,
        lessMemory(plan, memory),
      )
    : warning(
        'memory-for-objects',
        words`${setting(MEMORY, dockerSize(memory))} leaves little room to import ${objects}: ${readableSize(plan.memory.recommended)} is recommended for ${vectors}`,
        lessMemory(plan, memory),
      );
};

const storageForObjects: Check<Config> = (config, given) => {
  const plan = config.targets.includes('helm') && given.has(STORAGE) ? sizePlanOf(config, given) : undefined;
  const { storageSize } = config.weaviate;
  if (!plan || storageSize >= plan.disk.recommended) return undefined;
  const verb = storageSize < plan.disk.total ? 'cannot hold' : 'leaves little room for';
  return warning(
    'storage-for-objects',
    words`${setting(STORAGE, kubernetesSize(storageSize))} ${verb} ${setting(OBJECTS, countText(plan.input.objects))}: data takes ${readableSize(plan.disk.total)}, and compaction needs more for a while`,
    words`${use(STORAGE, kubernetesSize(plan.disk.recommended))}`,
  );
};

const oneMachine: Check<Config> = (config, given) => {
  const plan = sizePlanOf(config, given);
  if (!plan?.cluster) return undefined;
  const { replicas, memory } = plan.cluster;
  const each = `${readableSize(memory.recommended)} per pod`;
  return warning(
    'objects-past-one-machine',
    words`${setting(OBJECTS, countText(plan.input.objects))} needs ${readableSize(plan.memory.recommended)} of memory in one Weaviate`,
    config.targets.includes('compose')
      ? words`${use('targets', ['helm'])} and ${setting('weaviate.replicas', replicas)}, with ${each}`
      : words`${use('weaviate.replicas', replicas)}, with ${each}`,
  );
};

/** The number of objects that a stack is planned for, and what follows from it; how vectors are indexed. */
export const size = {
  options,
  rules: [
    { keys: [INDEX, 'weaviate.tag'], check: indexVersion },
    { keys: [INDEX, COMPRESSION, 'weaviate.tag'], check: indexCompression },
    { keys: ['weaviate.env', INDEX, COMPRESSION], check: asyncIndexing },
    { keys: [OBJECTS, COMPRESSION, MEMORY], check: memoryForObjects },
    { keys: [OBJECTS, 'collection.mediaSize', STORAGE], check: storageForObjects },
    { keys: [OBJECTS, 'weaviate.replicas', 'targets'], check: oneMachine },
  ],
  derivation: {
    from: OBJECTS,
    keys: [MEMORY, STORAGE, COMPRESSION],
    values: (config, given) => {
      const plan = sizePlanOf(config, given);
      if (!plan) return new Map();
      return new Map([
        [MEMORY, dockerSize(Math.max(plan.memory.recommended, LEAST_MEMORY))],
        [STORAGE, kubernetesSize(Math.max(plan.disk.recommended, LEAST_STORAGE))],
        [COMPRESSION, plan.compression],
      ]);
    },
  },
  variables: (config) =>
    needsAsyncIndexing(config) && !(ASYNC_VARIABLE in config.weaviate.env)
      ? [
          {
            name: ASYNC_VARIABLE,
            value: 'true',
            why: requiresAsyncIndexing(config.collection.index)
              ? 'the dynamic index requires it'
              : `without it, ${compressionOf(config)} is never trained and compresses nothing`,
          },
        ]
      : [],
} satisfies Capability<Config>;
