import { textOf } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import { type LocatedCollection, readValue, storedPropertyName } from '../collectionDefinition.ts';

export const nameCase: Rule<LocatedCollection> = {
  id: 'collection-name-case',
  severity: 'info',
  summary: 'Weaviate stores a name with a different first letter.',
  why: 'Weaviate silently capitalizes the first letter of a collection and lowercases the first letter of a property. Responses, GraphQL queries and the fields of the module use the stored name.',
  fix: 'Write the name as Weaviate stores it.',
  evidence: 'Measured with Weaviate 1.38.11: class media becomes Media, property Title becomes title',
  fixable: true,
  *check({ root, properties, vectors }) {
    if (vectors.length === 0) return;
    const name = readValue(root, 'class');
    const text = textOf(name);
    if (name && text !== undefined && /^[a-z]\w*$/.test(text)) {
      const stored = text.charAt(0).toUpperCase() + text.slice(1);
      const changes = [{ op: 'set', path: name.path, value: stored }] as const;
      yield { place: name.place, message: `Weaviate stores the collection ${text} as ${stored}`, changes };
    }
    for (const { name: stored, nameValue } of properties.values()) {
      const original = textOf(nameValue) ?? '';
      if (storedPropertyName(original) === original) continue;
      const changes = [{ op: 'set', path: nameValue.path, value: stored }] as const;
      yield {
        place: nameValue.place,
        message: `Weaviate stores the property ${original} as ${stored}`,
        changes,
      };
    }
  },
};
