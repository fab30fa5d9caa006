import { limitedNearest, type nearest } from '../../../formats/nearest.ts';
import { memoized } from '../../../yaml/cache.ts';
import { itemsOf } from '../../../yaml/located.ts';
import type { Problem, Rule } from '../../rule.ts';
import { type LocatedCollection, readValue, storedPropertyName } from '../collectionDefinition.ts';
import { type BindField, fieldListsOf } from '../fieldLists.ts';

/** The only property whose name differs in case alone. */
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
  // With auto-schema, which is on by default, the first object may add the property.
  if (properties.size === 0) {
    const message = `${key} names ${name}, but the collection lists no properties: nothing is vectorized unless auto-schema adds it`;
    return { place: located.place, message, severity: 'warning' };
  }
  if (meant !== undefined) {
    const difference =
      storedPropertyName(name) === meant
        ? `Weaviate stores the property as ${meant}`
        : `the name of the property is ${meant}`;
    const message = `${key} names ${name}, but ${difference}: it is never vectorized`;
    const changes = [{ op: 'set', path: located.path, value: meant }] as const;
    return { place: located.place, message, suggestion: `write ${meant}`, changes };
  }
  const near = nearestTo(name, properties.keys());
  const nested = name.includes('.') ? ', and nested properties are not supported' : '';
  const message = `${key} names ${name}, which is not a property of the collection${nested}: it is never vectorized`;
  return {
    place: located.place,
    message,
    ...(near !== undefined && { suggestion: `did you mean ${near}?` }),
  };
}

export const fieldUnknown: Rule<LocatedCollection> = {
  id: 'collection-field-unknown',
  severity: 'error',
  summary: 'A field does not exist as a property of the collection.',
  why: 'Weaviate does not check the fields against the properties: it accepts the collection, and the field is never vectorized. It lowercases the first letter of a property, but not of a field, so the field `Title` does not match even the property `Title`.',
  fix: 'Write the name exactly as Weaviate stores it, or add the property.',
  evidence: 'Measured with Weaviate 1.38.11: accepted with 200, the object gets no vector',
  fixable: true,
  *check(collection) {
    // The schema check reports an invalid list; without a list the properties are not known.
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
