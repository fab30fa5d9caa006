import { BIND_MODULE } from '../../../facts/weaviateModules.ts';
import { entriesOf, entryAt, textOf } from '../../../yaml/located.ts';
import { looksLikeBind } from '../../moduleNames.ts';
import type { Rule } from '../../rule.ts';
import { type LocatedCollection, readEntry, readValue } from '../collectionDefinition.ts';

export const vectorizerMissing: Rule<LocatedCollection> = {
  id: 'collection-vectorizer-missing',
  severity: 'warning',
  summary: 'A collection has settings for multi2vec-bind but another vectorizer, or none.',
  why: 'Without `vectorizer` the server uses its `DEFAULT_VECTORIZER_MODULE`, which is `none` by default: objects are stored without a vector, and the settings are never read.',
  fix: 'Add `"vectorizer": "multi2vec-bind"`.',
  evidence:
    'Measured with Weaviate 1.38.11: moduleConfig without vectorizer becomes vectorizer none, objects get no vector',
  fixable: true,
  *check({ root }) {
    const settings = entryAt(readValue(root, 'moduleConfig'), BIND_MODULE);
    if (!settings || entriesOf(readValue(root, 'vectorConfig')).size > 0) return;
    const entry = readEntry(root, 'vectorizer');
    const name = textOf(entry?.value);
    if (name === BIND_MODULE || looksLikeBind(name ?? '') || (entry && name === undefined)) return;
    if (entry && name !== '') {
      const message = `the vectorizer is "${name}": the settings for ${BIND_MODULE} are never read`;
      yield {
        place: settings.key,
        message,
        suggestion: `set the vectorizer to ${BIND_MODULE}, or remove its settings`,
      };
      return;
    }
    yield {
      place: settings.key,
      message: `the collection has no vectorizer: objects get no vector unless the server's default is ${BIND_MODULE}`,
      changes: [{ op: 'set', path: entry?.value.path ?? [...root.path, 'vectorizer'], value: BIND_MODULE }],
    };
  },
};
