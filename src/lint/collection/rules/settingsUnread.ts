import { BIND_MODULE } from '../../../facts/weaviateModules.ts';
import type { Change } from '../../../yaml/change.ts';
import { isNothing } from '../../../yaml/located.ts';
import { plainValue } from '../../../yaml/pieces.ts';
import type { Rule } from '../../rule.ts';
import type { BindVector, LocatedCollection } from '../collectionDefinition.ts';
import { FIELD_KEYS, fieldSettingsOf } from '../fieldLists.ts';
import { type MisplacedSettings, misplacedSettingsOf } from '../settings.ts';

/** Settings that lie bare in `moduleConfig` go under the module's name, where nothing else is among them. */
function wrapSettings({ form, entry: { value } }: MisplacedSettings): Change[] {
  if (form !== 'bare' || value.kind !== 'map') return [];
  const own = [...value.entries.keys()].every((key) => key === 'weights' || FIELD_KEYS.includes(key));
  return own ? [{ op: 'set', path: value.path, value: { [BIND_MODULE]: plainValue(value) } }] : [];
}

/** Settings beside a named vector, or the only one, go into it where it has none of its own. */
function moveSettings(
  { vectors }: LocatedCollection,
  { rawSettings }: BindVector,
  { form, entry: { value }, obsoletePath }: MisplacedSettings,
): Change[] {
  const own = form === 'vector' || (form === 'class' && vectors.length === 1);
  const free =
    rawSettings && (isNothing(rawSettings) || (rawSettings.kind === 'map' && rawSettings.entries.size === 0));
  if (!own || !free || value.kind !== 'map') return [];
  return [
    { op: 'set', path: rawSettings.path, value: plainValue(value) },
    { op: 'remove', path: obsoletePath },
  ];
}

export const settingsUnread: Rule<LocatedCollection> = {
  id: 'collection-settings-unread',
  severity: 'error',
  summary: 'Settings of multi2vec-bind where Weaviate does not read them.',
  why: 'With named vectors they are read under `vectorConfig.NAME.vectorizer` alone, with the one vector of the older form under `moduleConfig`, by the very name of the vectorizer. Elsewhere they are accepted and dropped: objects get no vector, or every insert fails.',
  fix: 'Move the settings to where they are read.',
  evidence:
    'measured with Weaviate 1.38.11: moduleConfig beside vectorConfig and inside of a named vector gives no vector; moduleConfig of another module: "no vectorizer found for class"',
  fixable: true,
  *check(collection) {
    for (const vector of collection.vectors) {
      const misplaced = misplacedSettingsOf(collection, vector);
      // A misspelt name has a rule of its own, which mends it.
      if (!misplaced || misplaced.form === 'misspelt') continue;
      // Both forms at once are refused: collection-two-forms.
      if (misplaced.form === 'class' && collection.vectors.some(({ name }) => name === undefined)) continue;
      const { entry, foundAt, belongsAt } = misplaced;
      const named = vector.name !== undefined;
      const lost = !named || fieldSettingsOf(vector).length === 0;
      const outcome = !named
        ? 'every insert fails'
        : lost
          ? 'objects get no vector'
          : `only those under ${belongsAt} count`;
      if (!lost && isNothing(entry.value)) continue;
      yield {
        place: entry.key,
        message: `settings of the vectorizer under ${foundAt} are not read: ${outcome}`,
        suggestion: `move them to ${belongsAt}`,
        changes: [...wrapSettings(misplaced), ...moveSettings(collection, vector, misplaced)],
        ...(!lost && { severity: 'warning' as const }),
      };
    }
  },
};
