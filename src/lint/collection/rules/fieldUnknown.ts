import { limitedNearest, type nearest } from '../../../formats/nearest.ts';
import { memoized } from '../../../yaml/cache.ts';
import { itemsOf } from '../../../yaml/located.ts';
import type { Problem, Rule } from '../../rule.ts';
import { type LocatedCollection, readValue, storedPropertyName } from '../collectionDefinition.ts';
import { type BindField, fieldListsOf } from '../fieldLists.ts';

/** The property that a field can only be meant for: the same letters in another case. */
function sameLetters({ properties }: LocatedCollection, name: string): string | undefined {
  const same = byLetters(properties).get(name.toLowerCase());
  return same?.length === 1 ? same[0] : undefined;
}

const byLetters = memoized((properties: LocatedCollection['properties']) => {
  const found = new Map<string, string[]>();
  for (const name of properties.keys()) {
    const letters = name.toLowerCase();
    const same = found.get(letters);
    if (same) same.push(name);
    else found.set(letters, [name]);
  }
  return found;
});

function problemOf(
  collection: LocatedCollection,
  key: string,
  { name, located }: BindField,
  nearestTo: typeof nearest,
): Problem {
  const { properties } = collection;
  const meant = sameLetters(collection, name);
  // With auto-schema, which is on unless switched off, the first object may bring the property.
  if (properties.size === 0) {
    const message = `${key} names ${name}, and the collection lists no properties: nothing is vectorized unless auto-schema adds it`;
    return { place: located.place, message, severity: 'warning' };
  }
  if (meant !== undefined) {
    const stored =
      storedPropertyName(name) === meant
        ? `${name}, but Weaviate stores the property as ${meant}`
        : `${name}, but the property is called ${meant}`;
    const message = `${key} names ${stored}: it is never vectorized`;
    const changes = [{ op: 'set', path: located.path, value: meant }] as const;
    return { place: located.place, message, suggestion: `write ${meant}`, changes };
  }
  const near = nearestTo(name, properties.keys());
  const nested = name.includes('.') ? ', and parts of an object cannot be named' : '';
  const message = `${key} names ${name}, which is no property of the collection${nested}: nothing is vectorized from it`;
  return {
    place: located.place,
    message,
    ...(near !== undefined && { suggestion: `did you mean ${near}?` }),
  };
}

export const fieldUnknown: Rule<LocatedCollection> = {
  id: 'collection-field-unknown',
  severity: 'error',
  summary: 'A field that names no property of the collection.',
  why: 'Weaviate does not compare the fields with the properties: the collection is accepted, and nothing is ever vectorized from that field. It makes the first letter of a property small, but not that of a field, so even a property `Title` is not found as `Title`.',
  fix: 'Name a property, exactly as Weaviate stores it, or add the property.',
  evidence: 'measured with Weaviate 1.38.11: accepted with 200, the object gets no vector',
  fixable: true,
  *check(collection) {
    // A list that is broken is said by the schema; without it nothing is known of the properties.
    const listed = readValue(collection.root, 'properties');
    if (listed && itemsOf(listed).length === 0 && listed.kind !== 'list') return;
    const nearestTo = limitedNearest();
    for (const vector of collection.vectors) {
      for (const { key, fields } of fieldListsOf(vector)) {
        for (const field of fields) {
          if (!collection.properties.has(field.name)) yield problemOf(collection, key, field, nearestTo);
        }
      }
    }
  },
};
