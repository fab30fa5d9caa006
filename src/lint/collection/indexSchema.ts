import { lazy } from '../../formats/lazy.ts';
import * as z from '../../yaml/schema.ts';
import { anyValue, objectValue } from './classTypes.ts';

/** A number with a condition; Weaviate ignores values of other types instead of rejecting them. */
function numberWhere(what: string, accepts: (value: number) => boolean) {
  return z.unknown().check(z.refine((value) => typeof value !== 'number' || accepts(value), what));
}

/** A block, or one of the values that Weaviate ignores in its place (`pq: true`, measured). */
function compressionBlock(shape: z.Shape): z.Schema {
  return z.union([objectValue(shape), z.boolean(), z.number(), z.string(), z.array(anyValue)]);
}

/** One of the given texts; Weaviate ignores values of other types (measured with 1.38.11: `distance: 1`). */
function knownText(what: string, values: readonly string[]) {
  return z
    .unknown()
    .check(
      z.refine(
        (value) => typeof value !== 'string' || values.includes(value),
        `is not a known ${what} (known: ${values.join(', ')})`,
      ),
    );
}

/** `vectorIndexConfig` of every type of index: hnsw, flat, dynamic and hfresh. */
export const indexConfigSchema = lazy(() => {
  const wholeNumber = numberWhere('is not a whole number', Number.isInteger);
  const switchable = { enabled: anyValue };

  const pq = compressionBlock({
    ...switchable,
    bitCompression: anyValue,
    cache: anyValue,
    rescoreLimit: wholeNumber,
    segments: wholeNumber,
    centroids: wholeNumber,
    trainingLimit: wholeNumber,
    encoder: objectValue({ type: anyValue, distribution: anyValue }),
  });
  const bq = compressionBlock({ ...switchable, rescoreLimit: wholeNumber, cache: anyValue });
  const sq = compressionBlock({
    ...switchable,
    trainingLimit: wholeNumber,
    rescoreLimit: wholeNumber,
    cache: anyValue,
  });
  const rq = compressionBlock({
    ...switchable,
    // The rule collection-rq checks the number: it depends on the index and the version.
    bits: wholeNumber,
    // Since 1.39 (measured with 1.39.3).
    trainingLimit: wholeNumber,
    centering: anyValue,
    rescoreLimit: wholeNumber,
    cache: anyValue,
  });

  const hnswKeys = {
    // The rule collection-distance-name checks the name.
    distance: anyValue,
    vectorCacheMaxObjects: wholeNumber,
    pq,
    bq,
    sq,
    rq,
    cleanupIntervalSeconds: wholeNumber,
    dynamicEfFactor: wholeNumber,
    dynamicEfMax: wholeNumber,
    dynamicEfMin: wholeNumber,
    ef: wholeNumber,
    efConstruction: numberWhere('is not a whole number of at least 4', (n) => Number.isInteger(n) && n >= 4),
    filterStrategy: knownText('filter strategy', ['sweeping', 'acorn']),
    flatSearchCutoff: wholeNumber,
    maxConnections: numberWhere(
      'is not a whole number from 4 to 2047',
      (n) => Number.isInteger(n) && n >= 4 && n < 2048,
    ),
    multivector: anyValue,
    skip: anyValue,
    skipDefaultQuantization: anyValue,
    trackDefaultQuantization: anyValue,
  };

  const indexKeys = {
    ...hnswKeys,
    threshold: wholeNumber,
    hnsw: compressionBlock(hnswKeys),
    // The rule collection-index-setting reports the keys that only hnsw reads.
    flat: compressionBlock(hnswKeys),
    maxPostingSizeKB: wholeNumber,
    replicas: wholeNumber,
    searchProbe: wholeNumber,
  };

  return z.nullish(z.partialObject(indexKeys));
});

/** The types of `vectorIndexConfig`: Weaviate ignores a value of another type and uses the default. */
export const indexValueTypes = lazy(() => {
  const number = z.nullish(z.number());
  const flag = z.nullish(z.boolean());
  const text = z.nullish(z.string());
  const compression = z.nullish(z.looseObject({ enabled: flag }));

  return z.looseObject({
    distance: text,
    cleanupIntervalSeconds: number,
    dynamicEfFactor: number,
    dynamicEfMax: number,
    dynamicEfMin: number,
    ef: number,
    efConstruction: number,
    filterStrategy: text,
    flatSearchCutoff: number,
    maxConnections: number,
    skip: flag,
    vectorCacheMaxObjects: number,
    threshold: number,
    pq: compression,
    bq: compression,
    sq: compression,
    rq: compression,
  });
});
