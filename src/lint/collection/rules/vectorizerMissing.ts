import { BIND_MODULE } from '../../../facts/weaviateModules.ts';
import { entriesOf, entryAt, textOf } from '../../../yaml/located.ts';
import { looksLikeBind } from '../../moduleNames.ts';
import type { Rule } from '../../rule.ts';
import type { LocatedCollection } from '../collectionDefinition.ts';
import { readEntry, readValue } from '../collectionDefinition.ts';

export const vectorizerMissing: Rule<LocatedCollection> = {
  id: 'collection-vectorizer-missing',
  severity: 'warning',
  summary: 'Settings of multi2vec-bind in a collection whose vectorizer is another, or none.',
  why: 'Without `vectorizer` the server takes its `DEFAULT_VECTORIZER_MODULE`, which is none unless set: objects are stored without a vector and the settings are never read.',
  fix: 'Add "vectorizer": "multi2vec-bind".',
  evidence:
    'measured with Weaviate 1.38.11: moduleConfig without vectorizer becomes vectorizer none, objects get no vector',
  fixable: true,
  *check({ root }) {
    const settings = entryAt(readValue(root, 'moduleConfig'), BIND_MODULE);
    if (!settings || entriesOf(readValue(root, 'vectorConfig')).size > 0) return;
    const entry = readEntry(root, 'vectorizer');
    const name = textOf(entry?.value);
    if (name === BIND_MODULE || looksLikeBind(name ?? '') || (entry && name === undefined)) return;
    if (entry && name !== '') {
      const message = `the vectorizer is ${name}: the settings of ${BIND_MODULE} are never read`;
      yield {
        place: settings.key,
        message,
        suggestion: `make ${BIND_MODULE} the vectorizer, or remove its settings`,
      };
      return;
    }
    yield {
      place: settings.key,
      message: `the collection names no vectorizer: unless the server's default is ${BIND_MODULE}, objects get no vector`,
      changes: [{ op: 'set', path: entry?.value.path ?? [...root.path, 'vectorizer'], value: BIND_MODULE }],
    };
  },
};
