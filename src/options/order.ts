import { OPTIONS } from './table.ts';

/** What most people decide, in the order in which a person would: what for, by whom, what, where, who may. */
export const USUAL: readonly string[] = [
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
export const FURTHER: readonly string[] = OPTIONS.map(({ key }) => key).filter((key) => !USUAL.includes(key));
