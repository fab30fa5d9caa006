import { BIND_MODULE } from '../../../facts/weaviateModules.ts';
import { entryAt } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import { type LocatedCollection, readValue } from '../collectionDefinition.ts';
import { nonEmptyFieldListsOf } from '../fieldLists.ts';

const CONSEQUENCES = {
  skip: 'it is vectorized because a …Fields setting names it',
  vectorizePropertyName: 'its name is never vectorized',
} as const;

export const propertySettings: Rule<LocatedCollection> = {
  id: 'collection-property-settings',
  severity: 'info',
  summary: '`skip` and `vectorizePropertyName` of a property have no effect with multi2vec-bind.',
  why: 'They are settings for text modules; multi2vec-bind uses only its `…Fields` settings. Clients add them automatically.',
  fix: 'Remove them. To exclude a property from the vector, remove it from the `…Fields` setting.',
  evidence: 'Measured with Weaviate 1.38.11: a property with skip true is vectorized',
  *check({ properties, vectors }) {
    const named = new Set(
      vectors.flatMap(nonEmptyFieldListsOf).flatMap(({ fields }) => fields.map(({ name }) => name)),
    );
    for (const { name, map } of properties.values()) {
      const settings = entryAt(readValue(map, 'moduleConfig'), BIND_MODULE)?.value;
      for (const key of ['skip', 'vectorizePropertyName'] as const) {
        const entry = entryAt(settings, key);
        if (!named.has(name) || entry?.value.kind !== 'scalar' || entry.value.value !== true) continue;
        yield { place: entry.key, message: `${key} of ${name} has no effect: ${CONSEQUENCES[key]}` };
      }
    }
  },
};
