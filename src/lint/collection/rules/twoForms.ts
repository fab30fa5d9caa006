import { entriesOf, textOf } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import { type LocatedCollection, readEntry, readValue } from '../collectionDefinition.ts';

export const twoForms: Rule<LocatedCollection> = {
  id: 'collection-two-forms',
  severity: 'error',
  summary: 'Named vectors are combined with the single vector of the older form.',
  why: 'Weaviate rejects a collection that has `vectorConfig` as well as `vectorizer`, `vectorIndexType` or `vectorIndexConfig` at the top level, even with the vectorizer `none`.',
  fix: 'Keep `vectorConfig`, and move the other keys into each vector.',
  evidence:
    'Measured with Weaviate 1.38.11: 422 "creating a class with both a class level vector index and named vectors is forbidden"',
  fixable: true,
  *check({ root, vectors }) {
    if (vectors.length === 0 || entriesOf(readValue(root, 'vectorConfig')).size === 0) return;
    for (const key of ['vectorizer', 'vectorIndexType', 'vectorIndexConfig']) {
      const entry = readEntry(root, key);
      const text = textOf(entry?.value);
      if (!entry || text === '') continue;
      yield {
        place: entry.key,
        message: `${key} and vectorConfig are both set: Weaviate rejects the collection`,
        changes: key === 'vectorizer' && text === 'none' ? [{ op: 'remove', path: entry.value.path }] : [],
      };
    }
  },
};
