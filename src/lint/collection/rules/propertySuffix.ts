import { MINIMUM_VERSIONS } from '../../../facts/minimumVersions.ts';
import type { Rule } from '../../rule.ts';
import { isOlderThan, type LocatedCollection } from '../collectionDefinition.ts';

/** entities/schema/validation.go, reservedPropertyNameSuffixes */
const SUFFIXES = ['_searchable', '_rangeable', '_temp', '__meta_count', '_propertyLength', '_nullState'];

export const propertySuffix: Rule<LocatedCollection> = {
  id: 'collection-property-suffix',
  severity: 'error',
  summary: 'The name of a property ends with a reserved suffix.',
  why: 'Weaviate reserves such names for its internal indexes and rejects them since 1.35.20, 1.36.15, 1.37.5 and 1.38.0.',
  fix: 'Choose another name.',
  evidence:
    'Measured with Weaviate 1.38.11: 422 "suffix \'_searchable\' is reserved for internal indices"; weaviate#11122, by tags',
  *check(collection) {
    if (collection.vectors.length === 0 || isOlderThan(collection, MINIMUM_VERSIONS.reservedSuffixes)) return;
    for (const { name, nameValue } of collection.properties.values()) {
      const suffix = SUFFIXES.find((reserved) => name.endsWith(reserved));
      if (suffix === undefined) continue;
      const message = `a property cannot be named ${name}: Weaviate reserves names that end with ${suffix}`;
      yield { place: nameValue.place, message };
    }
  },
};
