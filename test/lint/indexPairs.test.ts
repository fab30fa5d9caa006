import { describe, expect, it } from 'vitest';
import {
  COMPRESSIONS,
  type CompressionName,
  compressionOutcome,
  DISTANCES,
  distanceOutcome,
  VECTOR_INDEXES,
  type VectorIndexName,
} from '../../src/facts/vectorIndexes.ts';
import { lint } from '../../src/lint/lint.ts';

/** The settings that enable a compression; hfresh has no block for the others. */
function settingsOf(compression: CompressionName): Readonly<Record<string, unknown>> {
  if (compression === 'none') return {};
  const [block = '', bits] = compression.split('-');
  return { [block]: { enabled: true, ...(bits !== undefined && { bits: Number(bits) }) } };
}

function configOf(index: VectorIndexName, compression: CompressionName, distance: string) {
  const settings = settingsOf(compression);
  return index === 'dynamic' ? { distance, hnsw: settings } : { distance, ...settings };
}

/** Findings that say that a server does not do what the file asks for, and not what is merely worth knowing. */
function severitiesOf(
  index: VectorIndexName,
  compression: CompressionName,
  distance: string,
  version: string,
): string[] {
  const vectorIndexConfig = configOf(index, compression, distance);
  const collection = { class: 'Media', vectorizer: 'none', vectorIndexType: index, vectorIndexConfig };
  const text = JSON.stringify(collection);
  const input = { name: 'collection.json', text, kind: 'collection', weaviateVersion: version } as const;
  return lint({ ...input, server: { asyncIndexing: true } }).findings.map(({ severity }) => severity);
}

const RANK = { works: [], ignored: ['warning'], refused: ['error'], unsearchable: ['error'] } as const;

/** Every pair with the table of facts, which was measured: a file gets a finding exactly if it does not work. */
describe.each(['1.38.14', '1.39.3'])('Weaviate %s', (version) => {
  describe.each(VECTOR_INDEXES)('%s', (index) => {
    it.each(COMPRESSIONS)('%s with each distance', (compression) => {
      for (const distance of DISTANCES) {
        // hfresh without settings is compressed with rq-1, and cannot be asked for none.
        const effective = index === 'hfresh' && compression === 'none' ? 'rq-1' : compression;
        const byCompression = compressionOutcome(index, effective, version);
        const byDistance =
          byCompression === 'works' || index === 'hfresh'
            ? distanceOutcome(index, effective, distance)
            : 'works';
        expect(severitiesOf(index, compression, distance, version), distance).toEqual([
          ...(byDistance === 'works' ? [] : RANK[byDistance]),
          ...(byCompression === 'works' ? [] : RANK[byCompression]),
        ]);
      }
    });
  });
});
