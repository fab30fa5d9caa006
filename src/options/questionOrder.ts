import { OPTIONS } from './table.ts';

/** The options that most users set, in the order of the fields of the page. */
export const COMMON_KEYS: readonly string[] = [
  'targets',
  'inference.mode',
  'inference.url',
  'inference.memory',
  'gpu.enabled',
  'gpu.count',
  'collection.modalities',
  'collection.vectors',
  'collection.objects',
  'weaviate.auth',
  'weaviate.httpPort',
  'weaviate.grpcPort',
  'weaviate.persistence',
  'weaviate.storageSize',
  'kubernetes.namespace',
];

/** All other options, in the order of the table. */
export const ADVANCED_KEYS: readonly string[] = OPTIONS.map(({ key }) => key).filter(
  (key) => !COMMON_KEYS.includes(key),
);

/** The options that the wizard asks for if they apply, in the order of the questions. */
export const MAIN_KEYS: readonly string[] = [
  'targets',
  'inference.mode',
  'inference.url',
  'gpu.enabled',
  'collection.modalities',
  'weaviate.auth',
];

/** The options that the wizard lists under “More settings”; the GPU too, which it asks for only if there is one. */
export const MORE_KEYS: readonly string[] = [...COMMON_KEYS, ...ADVANCED_KEYS].filter(
  (key) => key === 'gpu.enabled' || !MAIN_KEYS.includes(key),
);
