import { MINIMUM_VERSIONS } from '../../../facts/minimumVersions.ts';
import { at, entryAt } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import {
  isEnabled,
  isOlderThan,
  type LocatedCollection,
  type VectorIndex,
  vectorIndexesOf,
} from '../collectionDefinition.ts';

/** The numbers of bits that a server accepts; if its version is not known, all that any server accepts. */
function acceptedBits(collection: LocatedCollection, type: string | undefined): readonly number[] {
  const isOlder = (minimums: readonly string[]) => isOlderThan(collection, minimums);
  if (type === 'hfresh') return isOlder(MINIMUM_VERSIONS.fourBitsOtherIndexes) ? [1] : [8, 4, 1];
  if (type === 'flat') return isOlder(MINIMUM_VERSIONS.fourBitsOtherIndexes) ? [8, 1] : [8, 4, 1];
  if (isOlder(MINIMUM_VERSIONS.oneBit)) return [8];
  return isOlder(MINIMUM_VERSIONS.fourBits) ? [8, 1] : [8, 4, 1];
}

/** hfresh is always compressed and reads the bits even without `enabled`; 0 is its default. */
function bitsOf({ type, config }: VectorIndex) {
  const rq = at(config, 'rq');
  const bits = at(rq, 'bits');
  if (bits?.kind !== 'scalar' || typeof bits.value !== 'number') return undefined;
  if (type === 'hfresh' ? bits.value < 1 : !isEnabled(rq)) return undefined;
  return { value: bits.value, place: bits.place };
}

function joinNumbers(numbers: readonly number[]): string {
  return numbers.length === 1
    ? String(numbers[0])
    : `${numbers.slice(0, -1).join(', ')} or ${numbers.at(-1)}`;
}

export const rqBits: Rule<LocatedCollection> = {
  id: 'collection-rq',
  severity: 'error',
  summary: 'This version of Weaviate does not support `rq`, or not with this number of bits.',
  why: 'hnsw supports 8 bits since Weaviate 1.32, 8 or 1 since 1.33, and 8, 4 or 1 since 1.39. flat supports 8 or 1 since 1.34, and hfresh supports 1. Other numbers are rejected with 422. A server that does not know `rq` ignores it: nothing is compressed.',
  fix: 'Use 8 bits, or a newer version of Weaviate. Set the version to check against with `--weaviate-version`.',
  evidence:
    'Measured with Weaviate 1.38.14 and 1.39.3: `RQ bits must be 8 or 1`, `RQ bits must be 8, 4 or 1`, flat `RQ bits must be either 1 or 8`, hfresh `rq only supports 1 bit`; without enabled: true hnsw and flat accept any number; weaviate/weaviate entities/vectorindex/hnsw/rq_config.go from v1.32.0, flat/config.go from v1.34.0',
  *check(collection) {
    const { weaviateVersion } = collection;
    for (const index of vectorIndexesOf(collection)) {
      const entry = entryAt(index.config, 'rq');
      const since = index.type === 'flat' ? MINIMUM_VERSIONS.rotationalFlat : MINIMUM_VERSIONS.rotational;
      if (entry && isEnabled(entry.value) && isOlderThan(collection, since)) {
        yield {
          place: entry.key,
          severity: 'warning',
          message: `Weaviate ${weaviateVersion} ignores rq for ${index.type ?? 'hnsw'}, which was added in ${since[0]}: nothing is compressed`,
          suggestion: 'use a newer version of Weaviate',
        };
        continue;
      }
      const bits = bitsOf(index);
      const numbers = acceptedBits(collection, index.type);
      if (!bits || numbers.includes(bits.value)) continue;
      const server = weaviateVersion === undefined ? 'Weaviate' : `Weaviate ${weaviateVersion}`;
      yield {
        place: bits.place,
        ...(index.type === 'hfresh' && { suggestion: 'remove bits' }),
        message: `rq.bits is ${bits.value}, but ${index.type ?? 'hnsw'} in ${server} supports only ${joinNumbers(numbers)}`,
      };
    }
  },
};
