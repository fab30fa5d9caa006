// The variants that are measured: a vector index of the server, and what it needs to compress.

/**
 * @typedef {object} Variant
 * @property {string} index `vectorIndexType` of the collection
 * @property {string} compression
 * @property {Record<string, unknown>} config `vectorIndexConfig` without the distance
 * @property {Record<string, string>} [environment] variables of the server
 */

// sq and pq compress nothing while ASYNC_INDEXING is off, the default (measured on 1.38.11). They train with the first
// objects; the server's default of 100,000 would leave smaller collections uncompressed.
const ASYNC = { ASYNC_INDEXING: 'true' };
export const TRAINING_LIMIT = 10_000;

/** @type {Readonly<Record<string, Variant>>} */
export const VARIANTS = {
  'hnsw-none': { index: 'hnsw', compression: 'none', config: {} },
  'hnsw-rq-8': { index: 'hnsw', compression: 'rq-8', config: { rq: { enabled: true, bits: 8 } } },
  'hnsw-rq-1': { index: 'hnsw', compression: 'rq-1', config: { rq: { enabled: true, bits: 1 } } },
  'hnsw-bq': { index: 'hnsw', compression: 'bq', config: { bq: { enabled: true } } },
  'flat-none': { index: 'flat', compression: 'none', config: {} },
  'hfresh-rq-1': { index: 'hfresh', compression: 'rq-1', config: {} },
  'hnsw-rq-4': { index: 'hnsw', compression: 'rq-4', config: { rq: { enabled: true, bits: 4 } } },
  'hnsw-sq': {
    index: 'hnsw',
    compression: 'sq',
    config: { sq: { enabled: true, trainingLimit: TRAINING_LIMIT } },
    environment: ASYNC,
  },
  'hnsw-pq': {
    index: 'hnsw',
    compression: 'pq',
    config: { pq: { enabled: true, trainingLimit: TRAINING_LIMIT } },
    environment: ASYNC,
  },
  'flat-bq': { index: 'flat', compression: 'bq', config: { bq: { enabled: true } } },
  'flat-rq-8': { index: 'flat', compression: 'rq-8', config: { rq: { enabled: true, bits: 8 } } },
  'dynamic-none': { index: 'dynamic', compression: 'none', config: {}, environment: ASYNC },
};
