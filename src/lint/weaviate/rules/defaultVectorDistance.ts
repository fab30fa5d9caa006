import { DISTANCES, distanceOutcome } from '../../../facts/vectorIndexes.ts';
import { nearest } from '../../../formats/nearest.ts';
import { intendedDistance } from '../../distanceNames.ts';
import type { WeaviateRule } from '../weaviateSettings.ts';

export const defaultVectorDistance: WeaviateRule = {
  id: 'default-vector-distance',
  severity: 'error',
  summary:
    '`DEFAULT_VECTOR_DISTANCE_METRIC` has a value that Weaviate does not know, or that the default index does not support.',
  why: 'With an unknown value, also one in uppercase or with spaces around it, Weaviate exits at startup. With `DEFAULT_VECTOR_INDEX` hfresh, which only has cosine and l2-squared, it starts and rejects collections with a single unnamed vector. Named vectors, as in the collections of bindstack, do not use the variable.',
  fix: 'Use cosine, dot, l2-squared, manhattan or hamming, or remove the variable: cosine is the default.',
  evidence:
    'Measured with Weaviate 1.38.11 and 1.39.3: euclidean, Cosine and " dot " exit with code 1, `default vector distance metric: must be one of ["cosine", "dot", "l2-squared", "manhattan","hamming"]`; hfresh with dot: 422 for an unnamed vector, cosine for a named one; weaviate/weaviate usecases/config/config_handler.go, usecases/schema/class.go setClassDefaults',
  fixable: true,
  *check(weaviate) {
    const entry = weaviate.variable('DEFAULT_VECTOR_DISTANCE_METRIC');
    if (!entry?.value) return;
    const { value } = entry;
    const name = DISTANCES.find((one) => one === value);
    if (!name) {
      const certain = intendedDistance(value);
      const near = certain ?? nearest(value, DISTANCES);
      yield {
        place: entry.place,
        message: `DEFAULT_VECTOR_DISTANCE_METRIC "${value}" is not a distance${near === undefined ? '' : ` (did you mean ${near}?)`}: Weaviate exits at startup`,
        changes: certain === undefined ? [] : entry.set(certain),
      };
      return;
    }
    const index = weaviate.variable('DEFAULT_VECTOR_INDEX')?.value?.trim().toLowerCase();
    if (index === 'hfresh' && distanceOutcome('hfresh', 'rq-1', name) === 'refused')
      yield {
        place: entry.place,
        severity: 'warning',
        message: `DEFAULT_VECTOR_INDEX hfresh has no distance ${name}: Weaviate rejects collections with a single unnamed vector`,
        suggestion: 'use cosine or l2-squared, or another index',
      };
  },
};
