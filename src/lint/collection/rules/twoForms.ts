import { entriesOf, textOf } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import type { LocatedCollection } from '../collectionDefinition.ts';
import { readEntry, readValue } from '../collectionDefinition.ts';

export const twoForms: Rule<LocatedCollection> = {
  id: 'collection-two-forms',
  severity: 'error',
  summary: 'Named vectors together with the one vector of the older form.',
  why: 'Weaviate refuses a collection with `vectorConfig` and a `vectorizer`, `vectorIndexType` or `vectorIndexConfig` beside it, even with the vectorizer `none`.',
  fix: 'Keep vectorConfig, and move what stands beside it into each vector.',
  evidence:
    'measured with Weaviate 1.38.11: 422 "creating a class with both a class level vector index and named vectors is forbidden"',
  fixable: true,
  *check({ root, vectors }) {
    if (vectors.length === 0 || entriesOf(readValue(root, 'vectorConfig')).size === 0) return;
    for (const key of ['vectorizer', 'vectorIndexType', 'vectorIndexConfig']) {
      const entry = readEntry(root, key);
      const text = textOf(entry?.value);
      if (!entry || text === '') continue;
      yield {
        place: entry.key,
        message: `${key} stands beside vectorConfig: Weaviate refuses a collection with both`,
        changes: key === 'vectorizer' && text === 'none' ? [{ op: 'remove', path: entry.value.path }] : [],
      };
    }
  },
};
