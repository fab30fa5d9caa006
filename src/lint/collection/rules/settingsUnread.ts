import { BIND_MODULE } from '../../../facts/weaviateModules.ts';
import type { Change } from '../../../yaml/change.ts';
import { isNothing } from '../../../yaml/located.ts';
import { plainValue } from '../../../yaml/pieces.ts';
import type { Rule } from '../../rule.ts';
import type { BindVector, LocatedCollection } from '../collectionDefinition.ts';
import { FIELD_KEYS, fieldSettingsOf } from '../fieldLists.ts';
import { type MisplacedSettings, misplacedSettingsOf } from '../settings.ts';

/** Moves settings directly in `moduleConfig` under the name of the module, if `moduleConfig` holds nothing else. */
function wrapSettings({ form, entry: { value } }: MisplacedSettings): Change[] {
  if (form !== 'bare' || value.kind !== 'map') return [];
  const isMovable = [...value.entries.keys()].every((key) => key === 'weights' || FIELD_KEYS.includes(key));
  return isMovable ? [{ op: 'set', path: value.path, value: { [BIND_MODULE]: plainValue(value) } }] : [];
}

/** Moves settings next to the vectorizer of a named vector, or of the whole class, into that vector if it has none. */
function moveSettings(
  { vectors }: LocatedCollection,
  { rawSettings }: BindVector,
  { form, entry: { value }, obsoletePath }: MisplacedSettings,
): Change[] {
  const isMovable = form === 'vector' || (form === 'class' && vectors.length === 1);
  const isEmpty =
    rawSettings && (isNothing(rawSettings) || (rawSettings.kind === 'map' && rawSettings.entries.size === 0));
  if (!isMovable || !isEmpty || value.kind !== 'map') return [];
  return [
    { op: 'set', path: rawSettings.path, value: plainValue(value) },
    { op: 'remove', path: obsoletePath },
  ];
}

export const settingsUnread: Rule<LocatedCollection> = {
  id: 'collection-settings-unread',
  severity: 'error',
  summary: 'Settings for multi2vec-bind are in a place where Weaviate does not read them.',
  why: 'With named vectors, Weaviate reads them only under `vectorConfig.NAME.vectorizer`; with the single vector of the older form, only under `moduleConfig`, by the exact name of the vectorizer. In any other place they are silently ignored: objects get no vector, or every insert fails.',
  fix: 'Move the settings to the place where Weaviate reads them.',
  evidence:
    'Measured with Weaviate 1.38.11: moduleConfig next to vectorConfig or inside a named vector gives no vector; moduleConfig of another module: "no vectorizer found for class"',
  fixable: true,
  *check(collection) {
    for (const vector of collection.vectors) {
      const misplaced = misplacedSettingsOf(collection, vector);
      // The rule collection-module-spelling fixes a misspelled name.
      if (!misplaced || misplaced.form === 'misspelled') continue;
      // Weaviate rejects both forms together, which collection-two-forms reports.
      if (misplaced.form === 'class' && collection.vectors.some(({ name }) => name === undefined)) continue;
      const { entry, foundAt, belongsAt } = misplaced;
      const isNamed = vector.name !== undefined;
      const isLost = !isNamed || fieldSettingsOf(vector).length === 0;
      const outcome = !isNamed
        ? 'every insert fails'
        : isLost
          ? 'objects get no vector'
          : `only those under ${belongsAt} are used`;
      if (!isLost && isNothing(entry.value)) continue;
      yield {
        place: entry.key,
        message: `vectorizer settings under ${foundAt} are not read: ${outcome}`,
        suggestion: `move them to ${belongsAt}`,
        changes: [...wrapSettings(misplaced), ...moveSettings(collection, vector, misplaced)],
        ...(!isLost && { severity: 'warning' as const }),
      };
    }
  },
};
