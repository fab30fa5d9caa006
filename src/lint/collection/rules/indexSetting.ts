import { COMPRESSIONS, compressionOutcome, type VectorIndexName } from '../../../facts/vectorIndexes.ts';
import { at, entriesOf, type Located, type LocatedEntry, textOf } from '../../../yaml/located.ts';
import type { Problem, Rule } from '../../rule.ts';
import {
  COMPRESSION_BLOCKS,
  indexNameOf,
  isEnabled,
  type LocatedCollection,
  PARTS_OF_DYNAMIC,
  wholeIndexesOf,
} from '../collectionDefinition.ts';

const DEFAULT_QUANTIZATION_MARKS = ['skipDefaultQuantization', 'trackDefaultQuantization'];

/** The keys of `vectorIndexConfig` that each index reads (entities/vectorindex/INDEX/config.go ParseAndValidateConfig). */
const KEYS: Readonly<Record<VectorIndexName, readonly string[]>> = {
  hnsw: [
    'cleanupIntervalSeconds',
    'distance',
    'dynamicEfFactor',
    'dynamicEfMax',
    'dynamicEfMin',
    'ef',
    'efConstruction',
    'filterStrategy',
    'flatSearchCutoff',
    'maxConnections',
    'multivector',
    'skip',
    'vectorCacheMaxObjects',
    ...DEFAULT_QUANTIZATION_MARKS,
    ...COMPRESSION_BLOCKS,
  ],
  flat: ['distance', 'vectorCacheMaxObjects', ...DEFAULT_QUANTIZATION_MARKS, ...COMPRESSION_BLOCKS],
  dynamic: ['distance', 'threshold', ...PARTS_OF_DYNAMIC],
  // The other compressions are not ignored but rejected: collection-hfresh.
  hfresh: ['distance', 'maxPostingSizeKB', 'multivector', 'replicas', 'searchProbe', ...COMPRESSION_BLOCKS],
};

/** All keys that some index reads; other keys are reported by collection-schema. */
const KNOWN_KEYS = new Set(Object.values(KEYS).flat());

/** The keys that the blocks of hnsw do not read, although those of flat do: {bq,pq,sq,rq}_config.go. */
const UNREAD_IN_HNSW: Readonly<Record<(typeof COMPRESSION_BLOCKS)[number], readonly string[]>> = {
  pq: ['cache', 'rescoreLimit'],
  bq: ['cache', 'rescoreLimit'],
  sq: ['cache'],
  rq: ['cache'],
};

function isDisabled({ value }: LocatedEntry): boolean {
  return value.kind === 'map' && !isEnabled(value);
}

/** Where a dynamic index reads a key, and what to do about it. */
function remedyFor(index: VectorIndexName, key: string): string {
  const compression = COMPRESSIONS.find((name) => name === key);
  const parts = PARTS_OF_DYNAMIC.filter(
    (part) =>
      KEYS[part].includes(key) &&
      (!compression || compressionOutcome(part, compression, undefined) === 'works'),
  );
  if (index === 'dynamic' && parts.length > 0) return `move it into the block ${parts.join(' or ')}`;
  const others = (Object.keys(KEYS) as VectorIndexName[]).filter((name) => KEYS[name].includes(key));
  return `remove it, or use the index ${others.join(' or ')}`;
}

function* unreadKeys(index: VectorIndexName, config: Located | undefined): Generator<Problem> {
  for (const [key, entry] of entriesOf(config)) {
    // A compression that is not enabled has no effect anywhere.
    if (!KNOWN_KEYS.has(key) || KEYS[index].includes(key) || isDisabled(entry)) continue;
    const isCompression = COMPRESSION_BLOCKS.some((block) => block === key);
    yield {
      place: entry.key,
      message: `the index ${index} ignores ${key}${isCompression ? ': nothing is compressed' : ''}`,
      suggestion: remedyFor(index, key),
    };
  }
  if (index !== 'hnsw') return;
  for (const block of COMPRESSION_BLOCKS) {
    if (!isEnabled(at(config, block))) continue;
    for (const [key, entry] of entriesOf(at(config, block)))
      if (UNREAD_IN_HNSW[block].includes(key))
        yield {
          place: entry.key,
          severity: 'info',
          message: `hnsw ignores ${key} of ${block}`,
          suggestion: 'remove it',
        };
  }
}

/** A distance in a block of dynamic; servers return cosine there, whatever the distance is. */
function* unreadDistances(config: Located | undefined): Generator<Problem> {
  const used = textOf(at(config, 'distance')) || 'cosine';
  for (const part of PARTS_OF_DYNAMIC) {
    const distance = at(config, part, 'distance');
    const name = textOf(distance);
    if (!distance || !name || name === 'cosine' || name === used) continue;
    yield {
      place: distance.place,
      message: `the index dynamic ignores the distance of its block ${part}: it uses ${used}`,
      suggestion: 'set distance beside the blocks hnsw and flat',
    };
  }
}

export const indexSetting: Rule<LocatedCollection> = {
  id: 'collection-index-setting',
  severity: 'warning',
  summary: '`vectorIndexConfig` has a setting that this type of index does not read.',
  why: 'Weaviate accepts the settings of all indexes and ignores those of others without a message. A dynamic index reads only `distance`, `threshold` and the blocks `hnsw` and `flat`: a compression beside the blocks compresses nothing, and a distance inside them is not used.',
  fix: 'Move it to where it is read, or remove it.',
  evidence:
    'Measured with Weaviate 1.38.14 and 1.39.3: POST returns 200, GET does not show the setting, `"compressed": false`; dynamic with distance dot (and even euclidean) in its blocks searches by cosine; weaviate/weaviate entities/vectorindex/*/config.go ParseAndValidateConfig, hnsw/bq_config.go',
  *check(collection) {
    for (const index of wholeIndexesOf(collection)) {
      const name = indexNameOf(index);
      if (name === undefined) continue;
      yield* unreadKeys(name, index.config);
      if (name !== 'dynamic') continue;
      yield* unreadDistances(index.config);
      for (const part of PARTS_OF_DYNAMIC) yield* unreadKeys(part, at(index.config, part));
    }
  },
};
