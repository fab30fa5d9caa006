import { MINIMUM_VERSIONS } from '../../../facts/minimumVersions.ts';
import { VECTOR_DIMENSIONS } from '../../../facts/modalities.ts';
import { at, type Located } from '../../../yaml/located.ts';
import type { Problem, Rule } from '../../rule.ts';
import {
  bindVectorOf,
  isEnabled,
  isOlderThan,
  isTrue,
  type LocatedCollection,
  type VectorIndex,
  vectorIndexesOf,
} from '../collectionDefinition.ts';

/** hnsw/pq_config.go DefaultPQCentroids; one byte per segment, so there cannot be more. */
const MOST_CENTROIDS = 256;

interface LocatedNumber {
  readonly value: number;
  readonly located: Located;
}

function numberAt(block: Located | undefined, key: string): LocatedNumber | undefined {
  const located = at(block, key);
  return located?.kind === 'scalar' && typeof located.value === 'number'
    ? { value: located.value, located }
    : undefined;
}

/** The next larger number of segments that divides a vector. */
function segmentsNear(segments: number): number {
  let near = 1;
  while (near < segments && near < VECTOR_DIMENSIONS) near *= 2;
  return near;
}

function* pqProblems(pq: Located | undefined, ofBind: boolean): Generator<Problem> {
  const segments = numberAt(pq, 'segments');
  const centroids = numberAt(pq, 'centroids');
  const limit = numberAt(pq, 'trainingLimit');
  if (segments && segments.value < 0)
    yield {
      place: segments.located.place,
      message: 'pq.segments is below 0: Weaviate rejects the collection',
      suggestion: 'remove it: Weaviate chooses a number',
    };
  else if (ofBind && segments && segments.value > 0 && VECTOR_DIMENSIONS % segments.value !== 0)
    yield {
      place: segments.located.place,
      message: `pq.segments is ${segments.value}, which does not divide the ${VECTOR_DIMENSIONS} numbers of a vector: Weaviate rejects every object`,
      suggestion: `use ${segmentsNear(segments.value)}, or remove it: Weaviate chooses a number`,
    };
  const untrained = (place: Located['place'], message: string, suggestion: string): Problem => ({
    place,
    severity: 'warning',
    message: `${message}: nothing is compressed`,
    suggestion,
  });
  if (centroids && (centroids.value > MOST_CENTROIDS || centroids.value < 1))
    yield untrained(
      centroids.located.place,
      `pq.centroids is ${centroids.value}, but must be from 1 to ${MOST_CENTROIDS}`,
      `use ${MOST_CENTROIDS}, which is also the default`,
    );
  const needed = Math.min(centroids?.value ?? MOST_CENTROIDS, MOST_CENTROIDS);
  if (limit && limit.value < needed)
    yield untrained(
      limit.located.place,
      `pq.trainingLimit is ${limit.value}, but ${needed} centroids need at least as many vectors`,
      'remove it: the default is 100000',
    );
  const type = at(pq, 'encoder', 'type');
  const isTile = type?.kind === 'scalar' && type.value === 'tile';
  if (ofBind && isTile && segments && segments.value > 0 && segments.value !== VECTOR_DIMENSIONS)
    yield {
      place: segments.located.place,
      message: `pq.segments is ${segments.value}, but the encoder tile needs one per number of a vector: every search fails`,
      suggestion: `use ${VECTOR_DIMENSIONS}, or the encoder kmeans`,
    };
}

function* sqProblems(sq: Located | undefined): Generator<Problem> {
  const limit = numberAt(sq, 'trainingLimit');
  if (!limit || limit.value >= 0) return;
  yield {
    place: limit.located.place,
    severity: 'warning',
    message: 'sq.trainingLimit is below 0: nothing is compressed',
    suggestion: 'remove it: the default is 100000',
  };
}

function* rqProblems(
  collection: LocatedCollection,
  { type = 'hnsw', config }: VectorIndex,
): Generator<Problem> {
  const rq = at(config, 'rq');
  const rescoring = numberAt(rq, 'rescoreLimit');
  const bits = numberAt(rq, 'bits')?.value ?? 8;
  if (type === 'hnsw' && isEnabled(rq) && bits < 8 && rescoring?.value === 0)
    yield {
      place: rescoring.located.place,
      severity: 'info',
      message: `rq.rescoreLimit is 0: with ${bits === 1 ? '1 bit' : `${bits} bits`}, searches without rescoring miss more of the nearest objects`,
      suggestion: `remove it: the default is ${bits === 1 ? 512 : 20}`,
    };
  const centering = at(rq, 'centering');
  if (!centering || !isTrue(centering)) return;
  if (isOlderThan(collection, MINIMUM_VERSIONS.centering)) {
    yield {
      place: centering.place,
      severity: 'warning',
      message: `Weaviate ${collection.weaviateVersion} ignores rq.centering, which is known since ${MINIMUM_VERSIONS.centering[0]}`,
      suggestion: 'use a newer version of Weaviate, or remove centering',
    };
    return;
  }
  const limit = numberAt(rq, 'trainingLimit');
  if (type === 'hfresh')
    yield {
      place: centering.place,
      message: 'hfresh does not support rq.centering: Weaviate rejects the collection',
      suggestion: 'remove centering',
    };
  if (type !== 'hnsw' || !isEnabled(rq)) return;
  if (bits !== 4)
    yield {
      place: centering.place,
      message: `rq.centering requires 4 bits, not ${bits}: Weaviate rejects the collection`,
      suggestion: 'remove centering, or set bits: 4',
    };
  else if (limit && limit.value < 1)
    yield {
      place: limit.located.place,
      message: 'rq.centering requires a trainingLimit above 0: Weaviate rejects the collection',
      suggestion: 'remove trainingLimit: the default is 10000',
    };
}

export const quantizerValue: Rule<LocatedCollection> = {
  id: 'collection-quantizer-value',
  severity: 'error',
  summary:
    'A setting of a compression has a value with which Weaviate rejects the collection or its objects, or never compresses.',
  why: 'The vectors of ImageBind have 1024 numbers, which `pq.segments` must divide: otherwise every object is rejected. More than 256 centroids, or fewer training vectors than centroids, make the training fail; only the log says so. `rq.centering` only exists with 4 bits. Without rescoring (info), `rq` of 4 or 1 bits finds fewer of the nearest objects.',
  fix: 'Remove the setting: the defaults work.',
  evidence:
    'Measured with Weaviate 1.39.3: `pq segments must be a divisor of the vector dimensions` for every object; `pq segments must be non-negative`; log `centroids should not be higher than 256`, `not enough data to fit k-means`, a recovered panic with 0 centroids; trainingLimit -1 of pq and sq never trains; encoder tile with 16 segments of 64 numbers: searches fail with `index out of range`; `RQ centering requires bits=4`, `RQ trainingLimit must be positive when centering is enabled`, `centering in HFresh not supported yet`; 1.38.14 accepts and ignores centering; recall@10 of 1,000 clustered vectors with rescoreLimit 0 is 0.8 (4 bits) and 0.4 (1 bit), with the default 1.0',
  *check(collection) {
    for (const index of vectorIndexesOf(collection)) {
      const { type = 'hnsw', config } = index;
      yield* rqProblems(collection, index);
      if (type !== 'hnsw') continue;
      const pq = at(config, 'pq');
      const sq = at(config, 'sq');
      if (isEnabled(pq)) yield* pqProblems(pq, bindVectorOf(collection, index) !== undefined);
      if (isEnabled(sq)) yield* sqProblems(sq);
    }
  },
};
