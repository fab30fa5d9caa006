import { OPTIONS } from './table.ts';

/** What most people decide, in the order in which a person would: what for, by whom, what, where, who may. */
export const COMMON_KEYS: readonly string[] = [
  'targets',
  'inference.mode',
  'inference.url',
  'inference.memory',
  'gpu.enabled',
  'gpu.count',
  'collection.modalities',
  'collection.vectors',
  'weaviate.auth',
  'weaviate.httpPort',
  'weaviate.grpcPort',
  'weaviate.persistence',
  'weaviate.storageSize',
  'kubernetes.namespace',
];

/** Everything else, in the order of the table; asked on request. */
export const ADVANCED_KEYS: readonly string[] = OPTIONS.map(({ key }) => key).filter(
  (key) => !COMMON_KEYS.includes(key),
);
