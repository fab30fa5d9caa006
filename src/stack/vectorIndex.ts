import { type CompressionName, compressionOutcome, type VectorIndexName } from '../facts/vectorIndexes.ts';

/** The index of a vector, in the format of `POST /v1/schema`. */
export interface IndexDefinition {
  readonly vectorIndexType: VectorIndexName;
  readonly vectorIndexConfig: IndexConfig;
}

interface CompressionBlock {
  readonly enabled: true;
  readonly bits?: number;
}

interface IndexConfig {
  /** The only distance for which the lengths of the vectors do not matter. */
  readonly distance: 'cosine';
  readonly rq?: CompressionBlock;
  readonly bq?: CompressionBlock;
  readonly pq?: CompressionBlock;
  readonly sq?: CompressionBlock;
  /** The two parts of a dynamic index. */
  readonly flat?: IndexConfig;
  readonly hnsw?: IndexConfig;
}

/** An index with a compression that it supports. */
export function indexDefinition(
  index: VectorIndexName,
  compression: CompressionName,
  version: string | undefined,
): IndexDefinition {
  return { vectorIndexType: index, vectorIndexConfig: indexConfig(index, compression, version) };
}

function indexConfig(
  index: VectorIndexName,
  compression: CompressionName,
  version: string | undefined,
): IndexConfig {
  if (index === 'dynamic') {
    // While it is flat, compressions that flat does not have are left out: the server refuses them.
    const flat = compressionOutcome('flat', compression, version) === 'works' ? compression : 'none';
    return {
      distance: 'cosine',
      flat: indexConfig('flat', flat, version),
      hnsw: indexConfig('hnsw', compression, version),
    };
  }
  // hfresh compresses with rq-1 without being told.
  return { distance: 'cosine', ...(index !== 'hfresh' && compressionSettings(compression)) };
}

function compressionSettings(compression: CompressionName): Partial<IndexConfig> {
  const [kind = '', bits] = compression.split('-');
  if (kind === 'none') return {};
  return { [kind]: { enabled: true, ...(bits !== undefined && { bits: Number(bits) }) } };
}
