import { BACKUPS_VOLUME } from '../capabilities/backup.ts';
import type { OptionInput } from '../capabilities/option.ts';
import { BACKUP_STORAGE } from '../facts/backupStorage.ts';
import { MODALITIES, MODALITY_FACTS } from '../facts/modalities.ts';
import { BIND_MODULE } from '../facts/weaviateModules.ts';
import { CONTAINER_BACKUPS_PATH } from '../facts/weaviateVariables.ts';
import { isLoopback } from '../formats/addresses.ts';
import { parseSize, readableSize } from '../formats/size.ts';
import { enabledCompression } from '../sizing/serverUse.ts';
import { WEAVIATE_SERVICE } from '../stack/compose.ts';
import { INFERENCE_SERVICE, STUB_IMAGE, STUB_SERVER } from '../stack/inference.ts';

/** A parsed file. Users may have edited it, so any key may be missing. */
export type YamlTree = unknown;

function valueAt(tree: YamlTree, ...path: readonly (string | number)[]): YamlTree {
  return path.reduce<YamlTree>(
    (node, step) =>
      typeof node === 'object' && node !== null && Object.hasOwn(node, step)
        ? (node as Readonly<Record<string | number, unknown>>)[step]
        : undefined,
    tree,
  );
}

const isOn = (value: YamlTree) => value === true || /^(?:true|1|on|enabled)$/i.test(String(value));
const textAt = (value: YamlTree) => (typeof value === 'string' ? value : undefined);

export type SettingReader = (tree: YamlTree) => OptionInput | undefined;

/** A setting that must not be weakened by accident: how to read it from each file, and what counts as weaker. */
export interface ProtectedSetting {
  readonly key: string;
  readonly compose?: SettingReader;
  readonly values?: SettingReader;
  readonly collection?: SettingReader;
  /** An existing collection keeps what it has, also if the user requests the change. */
  readonly keptByCollection?: true;
  isWeaker(before: OptionInput, after: OptionInput): boolean;
  /** What would happen, as a clause: `the GPU would no longer be used`. */
  describe(before: OptionInput, after: OptionInput): string;
}

function inferenceOfCompose(tree: YamlTree): 'container' | 'stub' | undefined {
  const service = valueAt(tree, 'services', INFERENCE_SERVICE);
  if (service === undefined) return undefined;
  const command = valueAt(service, 'command');
  return Array.isArray(command) && command.includes(STUB_SERVER) ? 'stub' : 'container';
}

function inferenceOfValues(tree: YamlTree): 'container' | 'stub' | undefined {
  const bind = valueAt(tree, 'modules', BIND_MODULE);
  if (valueAt(bind, 'enabled') !== true) return undefined;
  // Not by its repository, which older versions named differently.
  return valueAt(bind, 'registry') === STUB_IMAGE.registry ? 'stub' : 'container';
}

/** Reads a setting only if the file runs the real model: the stub needs less memory and no GPU. */
const onlyForModel =
  (kind: (tree: YamlTree) => string | undefined, read: SettingReader): SettingReader =>
  (tree) =>
    kind(tree) === 'container' ? read(tree) : undefined;

const isSmaller = (before: OptionInput, after: OptionInput) => {
  const [old, next] = [parseSize(String(before)), parseSize(String(after))];
  return old !== undefined && next !== undefined && next < old;
};
const describeSizes = (before: OptionInput, after: OptionInput) => {
  const shown = (size: OptionInput) => readableSize(parseSize(String(size)) ?? 0);
  return `would be lowered from ${shown(before)} to ${shown(after)}`;
};

/** From where an address can be reached: 0 this machine, 1 one network, 2 every network. */
const reachOf = (address: string) => (isLoopback(address) ? 0 : EVERY_ADDRESS.has(address) ? 2 : 1);
const EVERY_ADDRESS: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

function collectionModalities(tree: YamlTree): OptionInput | undefined {
  const one = valueAt(tree, 'moduleConfig', BIND_MODULE);
  const named = Object.values((valueAt(tree, 'vectorConfig') ?? {}) as object).map((vector) =>
    valueAt(vector, 'vectorizer', BIND_MODULE),
  );
  const settings = [one, ...named].filter((part) => typeof part === 'object' && part !== null);
  const found = MODALITIES.filter((m) =>
    settings.some((part) => Object.hasOwn(part as object, MODALITY_FACTS[m].settingsKey)),
  );
  return found.length > 0 ? found : undefined;
}

/**
 * The index of a collection, and how its vectors are compressed. Measured on 1.39.3 with `PUT /v1/schema`: another index
 * is ignored without a message (hfresh is refused); flat and dynamic refuse another compression. hnsw accepts every
 * compression and none, but only compresses what is not compressed yet: vectors stay compressed without one, other bits
 * of rq are refused, and from rq-8 to bq the collection cannot be searched after the next start.
 */
const indexOf: SettingReader = (tree) => textAt(valueAt(anyVector(tree), 'vectorIndexType'));

function compressionOf(tree: YamlTree): OptionInput | undefined {
  const settings = valueAt(anyVector(tree), 'vectorIndexConfig');
  if (typeof settings !== 'object' || settings === null) return undefined;
  return enabledCompression(indexOf(tree) === 'dynamic' ? valueAt(settings, 'hnsw') : settings);
}

/** One vector of a collection: all have the same index. */
function anyVector(tree: YamlTree): YamlTree {
  const named = valueAt(tree, 'vectorConfig');
  return typeof named === 'object' && named !== null ? Object.values(named)[0] : tree;
}

const describeCompression = (before: OptionInput, after: OptionInput) =>
  `an existing collection keeps the compression ${before}: Weaviate does not change it to ${after}`;

export function listedModalities(value: OptionInput): readonly string[] {
  const list = Array.isArray(value) ? value.map(String) : [];
  return list.includes('all') ? MODALITIES : list;
}

const SERVICE_TYPES = ['ClusterIP', 'NodePort', 'LoadBalancer'];

export const PROTECTED_SETTINGS: readonly ProtectedSetting[] = [
  {
    key: 'weaviate.auth',
    compose: (tree) => {
      const environment = valueAt(tree, 'services', WEAVIATE_SERVICE, 'environment');
      return isOn(valueAt(environment, 'AUTHENTICATION_APIKEY_ENABLED')) ? 'api-key' : 'anonymous';
    },
    values: (tree) => (isOn(valueAt(tree, 'env', 'AUTHENTICATION_APIKEY_ENABLED')) ? 'api-key' : 'anonymous'),
    isWeaker: (before, after) => before === 'api-key' && after === 'anonymous',
    describe: () => 'API key authentication would be turned off',
  },
  {
    key: 'weaviate.bindAddress',
    compose: (tree) => {
      const mapping = textAt(valueAt(tree, 'services', WEAVIATE_SERVICE, 'ports', 0));
      return mapping && /^(.+):\d+:\d+$/.exec(mapping)?.[1]?.replace(/^\[|\]$/g, '');
    },
    isWeaker: (before, after) => {
      const [old, next] = [reachOf(String(before)), reachOf(String(after))];
      return next > old || (next === 1 && old === 1 && before !== after);
    },
    describe: (before, after) => `the ports would be published on ${after} instead of ${before}`,
  },
  {
    key: 'kubernetes.serviceType',
    values: (tree) => textAt(valueAt(tree, 'service', 'type')),
    isWeaker: (before, after) =>
      SERVICE_TYPES.indexOf(String(before)) === 0 && SERVICE_TYPES.indexOf(String(after)) > 0,
    describe: (before, after) =>
      `Weaviate would be exposed outside the cluster: ${after} instead of ${before}`,
  },
  {
    key: 'collection.modalities',
    collection: collectionModalities,
    isWeaker: (before, after) => listedModalities(before).some((m) => !listedModalities(after).includes(m)),
    describe: (before, after) => {
      const lost = listedModalities(before).filter((m) => !listedModalities(after).includes(m));
      return `the ${lost.length === 1 ? 'field' : 'fields'} ${lost.join(', ')} would be removed`;
    },
  },
  {
    key: 'collection.index',
    collection: indexOf,
    keptByCollection: true,
    isWeaker: (before, after) => before !== after,
    describe: (before, after) =>
      `an existing collection keeps the index ${before}: Weaviate does not change it to ${after}`,
  },
  {
    key: 'collection.compression',
    collection: (tree) => (indexOf(tree) === 'hnsw' ? compressionOf(tree) : undefined),
    keptByCollection: true,
    isWeaker: (before, after) => before !== 'none' && before !== after,
    describe: describeCompression,
  },
  {
    key: 'collection.compression',
    collection: (tree) => (indexOf(tree) === 'hnsw' ? undefined : compressionOf(tree)),
    keptByCollection: true,
    isWeaker: (before, after) => before !== after,
    describe: describeCompression,
  },
  {
    key: 'weaviate.memory',
    compose: (tree) => textAt(valueAt(tree, 'services', WEAVIATE_SERVICE, 'mem_limit')),
    values: (tree) => textAt(valueAt(tree, 'resources', 'limits', 'memory')),
    isWeaker: isSmaller,
    describe: (before, after) => `the memory of Weaviate ${describeSizes(before, after)}`,
  },
  {
    key: 'inference.mode',
    compose: inferenceOfCompose,
    values: inferenceOfValues,
    isWeaker: (before, after) => before === 'container' && after === 'stub',
    describe: () => 'the stub would replace ImageBind, and its vectors have no meaning',
  },
  {
    key: 'inference.memory',
    compose: onlyForModel(inferenceOfCompose, (tree) =>
      textAt(valueAt(tree, 'services', INFERENCE_SERVICE, 'mem_limit')),
    ),
    values: onlyForModel(inferenceOfValues, (tree) =>
      textAt(valueAt(tree, 'modules', BIND_MODULE, 'resources', 'limits', 'memory')),
    ),
    isWeaker: isSmaller,
    describe: (before, after) => `the memory of ImageBind ${describeSizes(before, after)}`,
  },
  {
    key: 'gpu.enabled',
    compose: onlyForModel(inferenceOfCompose, (tree) =>
      isOn(valueAt(tree, 'services', INFERENCE_SERVICE, 'environment', 'ENABLE_CUDA')),
    ),
    values: onlyForModel(inferenceOfValues, (tree) =>
      isOn(valueAt(tree, 'modules', BIND_MODULE, 'envconfig', 'enable_cuda')),
    ),
    isWeaker: (before, after) => before === true && after === false,
    describe: () => 'the GPU would no longer be used',
  },
  {
    key: 'weaviate.replicas',
    values: (tree) => {
      const replicas = valueAt(tree, 'replicas');
      return typeof replicas === 'number' ? replicas : undefined;
    },
    isWeaker: (before, after) => Number(after) < Number(before),
    describe: (before, after) =>
      `Weaviate would have ${after} ${after === 1 ? 'pod' : 'pods'} instead of ${before}`,
  },
  {
    key: 'weaviate.persistence',
    compose: (tree) => {
      const mount = textAt(valueAt(tree, 'services', WEAVIATE_SERVICE, 'volumes', 0));
      if (mount === undefined) return 'none';
      return mount.startsWith('.') ? 'directory' : 'volume';
    },
    isWeaker: (before, after) => before !== 'none' && before !== after,
    describe: (before, after) =>
      `the data in the ${before} would no longer be used: persistence ${after} does not read it`,
  },
  {
    key: 'backup.to',
    compose: (tree) => {
      const service = valueAt(tree, 'services', WEAVIATE_SERVICE);
      const modules = textAt(valueAt(service, 'environment', 'ENABLE_MODULES'))?.split(',') ?? [];
      const storage = BUCKETS.find((name) => modules.includes(`backup-${name}`));
      if (storage !== undefined) return storage;
      const mounts = valueAt(service, 'volumes');
      const mount = (Array.isArray(mounts) ? mounts : []).find((one) =>
        textAt(one)?.endsWith(`:${CONTAINER_BACKUPS_PATH}`),
      );
      if (mount === undefined) return 'none';
      return String(mount).startsWith(BACKUPS_VOLUME) ? 'volume' : 'directory';
    },
    values: (tree) => {
      const isEnabled = (name: string) => valueAt(tree, 'backups', name, 'enabled') === true;
      return isEnabled('filesystem') ? 'volume' : (BUCKETS.find(isEnabled) ?? 'none');
    },
    isWeaker: (before, after) => before !== 'none' && before !== after,
    describe: (before, after) =>
      after === 'none'
        ? 'Weaviate would no longer make backups, and not find those it has made'
        : `Weaviate would not find the backups that it has made: ${after} instead of ${before}`,
  },
];

const BUCKETS = Object.keys(BACKUP_STORAGE);
