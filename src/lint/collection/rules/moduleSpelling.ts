import { BIND_MODULE } from '../../../facts/weaviateModules.ts';
import { entriesOf, type Located, textOf } from '../../../yaml/located.ts';
import { looksLikeBind } from '../../moduleNames.ts';
import type { Problem, Rule } from '../../rule.ts';
import { type LocatedCollection, readEntry, readValue } from '../collectionDefinition.ts';

function* misspelledKeys(map: Located | undefined, outcome: string): Generator<Problem> {
  for (const [name, { key }] of entriesOf(map)) {
    if (!map || !looksLikeBind(name)) continue;
    const message = `there is no module ${name} (the name is ${BIND_MODULE}): ${outcome}`;
    const isFree = !entriesOf(map).has(BIND_MODULE);
    yield {
      place: key,
      message,
      changes: isFree ? [{ op: 'rename', path: [...map.path, name], to: BIND_MODULE }] : [],
    };
  }
}

export const moduleSpelling: Rule<LocatedCollection> = {
  id: 'collection-module-spelling',
  severity: 'error',
  summary: 'The name of the module is misspelled.',
  why: 'Weaviate rejects a vectorizer that it does not know, but accepts settings under any name in `moduleConfig`: it never reads them, and every insert fails with `no vectorizer found`.',
  fix: 'Write `multi2vec-bind`.',
  evidence:
    'Measured with Weaviate 1.38.11: 422 "no module with name "multi2vec_bind" present"; moduleConfig.multi2vec_bind is accepted',
  fixable: true,
  *check({ root }) {
    const rejected = 'Weaviate rejects the collection';
    const vectorizer = readEntry(root, 'vectorizer')?.value;
    const name = textOf(vectorizer) ?? '';
    if (vectorizer && looksLikeBind(name)) {
      const message = `there is no module ${name} (the name is ${BIND_MODULE}): ${rejected}`;
      const changes = [{ op: 'set', path: vectorizer.path, value: BIND_MODULE }] as const;
      yield { place: vectorizer.place, message, changes };
    }
    for (const { value } of entriesOf(readValue(root, 'vectorConfig')).values()) {
      yield* misspelledKeys(readValue(value, 'vectorizer'), rejected);
    }
    const moduleConfig = readValue(root, 'moduleConfig');
    const hasNamedVectors = entriesOf(readValue(root, 'vectorConfig')).size > 0;
    // If the settings are also there under the right name, these do no harm.
    const isHarmless = !hasNamedVectors && entriesOf(moduleConfig).has(BIND_MODULE);
    for (const problem of misspelledKeys(
      moduleConfig,
      hasNamedVectors ? rejected : 'its settings are never read',
    ))
      yield isHarmless ? { ...problem, severity: 'warning' } : problem;
  },
};
