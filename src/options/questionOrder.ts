import { OPTIONS } from './table.ts';

/** The options that most users set, in the order of the questions. */
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

/** All other options, in the order of the table; the wizard asks for them on request. */
export const ADVANCED_KEYS: readonly string[] = OPTIONS.map(({ key }) => key).filter(
  (key) => !COMMON_KEYS.includes(key),
);
