import {
  type CompressionName,
  compressionOutcome,
  DISTANCES,
  defaultQuantizationOutcome,
  distanceOutcome,
} from '../../../facts/vectorIndexes.ts';
import { textOf } from '../../../yaml/located.ts';
import type { Place } from '../../../yaml/source.ts';
import type { Rule } from '../../rule.ts';
import {
  compressionOf,
  indexNameOf,
  type LocatedCollection,
  type VectorIndex,
  vectorIndexesOf,
} from '../collectionDefinition.ts';

/** How an index is compressed: by its own settings or, without any, by DEFAULT_QUANTIZATION of the server. */
function effectiveCompression(
  { server, weaviateVersion }: LocatedCollection,
  index: VectorIndex,
): { readonly name: CompressionName; readonly place: Place | undefined } | undefined {
  const type = indexNameOf(index);
  if (!type) return undefined;
  const own = compressionOf(index);
  if (own)
    return compressionOutcome(type, own.name, weaviateVersion) === 'works'
      ? { name: own.name, place: own.entry.key }
      : undefined;
  const { compression } = server;
  if (!compression || defaultQuantizationOutcome(type, compression, weaviateVersion) !== 'works')
    return undefined;
  return { name: compression, place: undefined };
}

export const compressionDistance: Rule<LocatedCollection> = {
  id: 'collection-compression-distance',
  severity: 'error',
  summary: 'A compression is combined with a distance that it cannot compute.',
  why: '`rq` and `sq` only have the distances cosine, dot and l2-squared. Weaviate creates the collection with manhattan or hamming as well, and stores objects, but cannot index them: hnsw reports each object as failed, or with `ASYNC_INDEXING` drops it without a response that says so; with `sq` and with flat, every search fails; a dynamic index never becomes hnsw. With flat and `rq` of 1 bit, nothing is compressed.',
  fix: 'Use the distance cosine, or the compression `bq`.',
  evidence:
    'Measured with Weaviate 1.38.14 and 1.39.3, 400 objects: `Distance not supported yet` in the responses to the import (hnsw), in the log (`permanent errors detected, discarding batch`, `could not create quantizer`) or in the responses to searches (flat, and sq after its training); weaviate/weaviate compressionhelpers/rotational_quantization.go, scalar_quantization.go',
  *check(collection) {
    for (const index of vectorIndexesOf(collection)) {
      const type = indexNameOf(index);
      const { distance } = index;
      const name = DISTANCES.find((one) => one === textOf(distance));
      const compressed = effectiveCompression(collection, index);
      // hfresh rejects other distances: collection-hfresh.
      if (!type || type === 'hfresh' || !distance || !name || !compressed) continue;
      // Without asynchronous indexing, sq is never trained, and the vectors stay as they are.
      if (compressed.name === 'sq' && collection.server.asyncIndexing === false) continue;
      const outcome = distanceOutcome(type, compressed.name, name);
      if (outcome === 'works') continue;
      const what = compressed.place
        ? compressed.name
        : `DEFAULT_QUANTIZATION ${compressed.name} of the server`;
      yield {
        place: compressed.place ?? distance.place,
        ...(outcome === 'ignored' && { severity: 'warning' }),
        message:
          outcome === 'ignored'
            ? `${what} has no distance ${name}: nothing is compressed`
            : `${what} has no distance ${name}: Weaviate stores objects, but cannot ${type === 'flat' ? 'search' : 'index'} them`,
      };
    }
  },
};
