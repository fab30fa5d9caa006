import { DISTANCES } from '../../../facts/vectorIndexes.ts';
import { nearest } from '../../../formats/nearest.ts';
import { textOf } from '../../../yaml/located.ts';
import { intendedDistance } from '../../distanceNames.ts';
import type { Rule } from '../../rule.ts';
import { indexNameOf, type LocatedCollection, wholeIndexesOf } from '../collectionDefinition.ts';

export const distanceName: Rule<LocatedCollection> = {
  id: 'collection-distance-name',
  severity: 'error',
  summary: '`distance` has a value that is not the name of a distance.',
  why: 'Weaviate knows cosine, dot, l2-squared, manhattan and hamming, in lowercase. With another name, it responds with 422 while it creates the collection, and keeps a part of it: the collection is listed and its name is taken, but objects are rejected with 500 until it is deleted.',
  fix: 'Use `cosine`, which is also the default. If Weaviate already rejected the collection, delete it before you create it again.',
  evidence:
    'Measured with Weaviate 1.39.3: `unrecognized distance metric "euclidean"`, then `class name Bad already exists` and `import into non-existing index for Bad`, also after a restart; DELETE and a new POST return 200; COSINE is unknown too; an empty text is cosine',
  fixable: true,
  *check(collection) {
    for (const index of wholeIndexesOf(collection)) {
      const { distance } = index;
      const text = textOf(distance);
      // hfresh lists its distances: collection-hfresh.
      if (!distance || !text || indexNameOf(index) === 'hfresh') continue;
      if (DISTANCES.some((name) => name === text)) continue;
      const certain = intendedDistance(text);
      const near = certain ?? nearest(text, DISTANCES);
      const hint = near === undefined ? '' : ` (did you mean ${near}?)`;
      yield {
        place: distance.place,
        message: `"${text}" is not a distance${hint}: Weaviate rejects the collection, but keeps its name`,
        suggestion: `write ${near ?? DISTANCES.join(', ')}; if Weaviate already rejected the collection, delete it first`,
        changes: certain === undefined ? [] : [{ op: 'set', path: distance.path, value: certain }],
      };
    }
  },
};
