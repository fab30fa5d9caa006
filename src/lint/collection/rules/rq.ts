import { compressionOutcome, compressionSince, type VectorIndexName } from '../../../facts/vectorIndexes.ts';
import { at, entryAt } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import {
  indexNameOf,
  isEnabled,
  type LocatedCollection,
  type VectorIndex,
  vectorIndexesOf,
} from '../collectionDefinition.ts';

/** The numbers of bits that a server accepts; if its version is not known, all that any server accepts. */
function acceptedBits(index: VectorIndexName, version: string | undefined): readonly number[] {
  return ([8, 4, 1] as const).filter((bits) => compressionOutcome(index, `rq-${bits}`, version) === 'works');
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
      const name = indexNameOf(index);
      if (name === undefined) continue;
      const entry = entryAt(index.config, 'rq');
      if (
        entry &&
        isEnabled(entry.value) &&
        compressionOutcome(name, 'rq-8', weaviateVersion) === 'ignored'
      ) {
        yield {
          place: entry.key,
          severity: 'warning',
          message: `Weaviate ${weaviateVersion} ignores rq for ${name}, which was added in ${compressionSince(name, 'rq-8')?.[0]}: nothing is compressed`,
          suggestion: 'use a newer version of Weaviate',
        };
        continue;
      }
      const bits = bitsOf(index);
      const numbers = acceptedBits(name, weaviateVersion);
      if (!bits || numbers.includes(bits.value)) continue;
      const server = weaviateVersion === undefined ? 'Weaviate' : `Weaviate ${weaviateVersion}`;
      yield {
        place: bits.place,
        ...(name === 'hfresh' && { suggestion: 'remove bits' }),
        message: `rq.bits is ${bits.value}, but ${name} in ${server} supports only ${joinNumbers(numbers)}`,
      };
    }
  },
};
