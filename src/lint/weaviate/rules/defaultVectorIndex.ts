import { MINIMUM_VERSIONS } from '../../../facts/minimumVersions.ts';
import { requiresAsyncIndexing, VECTOR_INDEXES } from '../../../facts/vectorIndexes.ts';
import { nearest } from '../../../formats/nearest.ts';
import { hasReached } from '../../../formats/versionNumber.ts';
import type { WeaviateRule } from '../weaviateSettings.ts';
import { isKnownOff } from '../weaviateSettings.ts';

export const defaultVectorIndex: WeaviateRule = {
  id: 'default-vector-index',
  severity: 'error',
  summary: '`DEFAULT_VECTOR_INDEX` names an unknown index, or one that cannot be created.',
  why: 'With an unknown name, Weaviate exits at startup: `invalid DEFAULT_VECTOR_INDEX`. With `dynamic` but without `ASYNC_INDEXING`, it starts and rejects every collection that does not name an index itself: `the dynamic index can only be created when async indexing is enabled`. Versions before 1.37.3 do not read the variable.',
  fix: 'Use hnsw, flat or hfresh, or dynamic with `ASYNC_INDEXING: "true"`.',
  evidence:
    'Measured with Weaviate 1.38.11 and 1.39.3: ivf and none exit with code 1; HFRESH and " flat " are read; with dynamic, creating a collection returns 422; usecases/config/environment.go has the variable from 1.37.3',
  *check(weaviate) {
    const entry = weaviate.variable('DEFAULT_VECTOR_INDEX');
    const { version } = weaviate;
    const word = entry?.value?.trim().toLowerCase();
    if (!entry || !word) return;
    if (version !== undefined && !hasReached(version, MINIMUM_VERSIONS.defaultVectorIndex)) {
      yield {
        place: entry.place,
        severity: 'warning',
        message: `Weaviate ${version} does not read DEFAULT_VECTOR_INDEX, which was added in 1.37.3: the index is hnsw`,
        suggestion: 'set vectorIndexType per collection, or use a newer Weaviate',
      };
      return;
    }
    const name = VECTOR_INDEXES.find((one) => one === word);
    if (!name) {
      const near = nearest(word, VECTOR_INDEXES);
      yield {
        place: entry.place,
        message: `DEFAULT_VECTOR_INDEX "${entry.value}" is not an index${near === undefined ? '' : ` (did you mean ${near}?)`}: Weaviate exits at startup`,
      };
      return;
    }
    if (requiresAsyncIndexing(name) && isKnownOff(weaviate, 'ASYNC_INDEXING'))
      yield {
        place: entry.place,
        message: `DEFAULT_VECTOR_INDEX ${name} requires ASYNC_INDEXING: without it, Weaviate rejects every collection that does not name an index`,
        suggestion: 'set ASYNC_INDEXING: "true"',
      };
  },
};
