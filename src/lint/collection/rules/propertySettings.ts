import { BIND_MODULE } from '../../../facts/weaviateModules.ts';
import { entryAt } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import type { LocatedCollection } from '../collectionDefinition.ts';
import { readValue } from '../collectionDefinition.ts';
import { nonEmptyFieldListsOf } from '../fieldLists.ts';

const CONSEQUENCES = {
  skip: 'it is vectorized, since a …Fields names it',
  vectorizePropertyName: 'its name is never vectorized',
} as const;

export const propertySettings: Rule<LocatedCollection> = {
  id: 'collection-property-settings',
  severity: 'info',
  summary: '`skip` and `vectorizePropertyName` of a property do nothing with multi2vec-bind.',
  why: 'They are settings of modules for text; multi2vec-bind goes by its `…Fields` alone. Clients write them by themselves.',
  fix: 'Leave them out; take a property out of the …Fields to keep it out of the vector.',
  evidence: 'measured with Weaviate 1.38.11: a property with skip true is vectorized',
  *check({ properties, vectors }) {
    const named = new Set(
      vectors.flatMap(nonEmptyFieldListsOf).flatMap(({ fields }) => fields.map(({ name }) => name)),
    );
    for (const { name, map } of properties.values()) {
      const settings = entryAt(readValue(map, 'moduleConfig'), BIND_MODULE)?.value;
      for (const key of ['skip', 'vectorizePropertyName'] as const) {
        const entry = entryAt(settings, key);
        if (!named.has(name) || entry?.value.kind !== 'scalar' || entry.value.value !== true) continue;
        yield { place: entry.key, message: `${key} of ${name} does nothing: ${CONSEQUENCES[key]}` };
      }
    }
  },
};
