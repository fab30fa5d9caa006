import { nearest } from '../../../formats/nearest.ts';
import type { Change } from '../../../yaml/change.ts';
import type { LocatedEntry, LocatedMap } from '../../../yaml/located.ts';
import type { Problem, Rule } from '../../rule.ts';
import type { BindVector, LocatedCollection } from '../collectionDefinition.ts';
import { FIELD_KEYS, nonEmptyFieldListsOf, weightsEntryOf } from '../fieldLists.ts';
import { isMisspelledImuFields, misspelledSetting, SETTINGS, settingOfOtherModule } from '../settings.ts';

interface UnknownKey {
  readonly key: string;
  readonly entry: LocatedEntry;
  readonly near: string | undefined;
  readonly changes: readonly Change[];
}

function unknownKeys(map: LocatedMap | undefined, known: readonly string[]): UnknownKey[] {
  if (!map) return [];
  return [...map.entries].flatMap(([key, entry]) => {
    if (known.includes(key) || isMisspelledImuFields(key)) return [];
    const correct = misspelledSetting(key, known);
    const isFree = correct !== undefined && !map.entries.has(correct);
    const changes: Change[] = isFree ? [{ op: 'rename', path: [...map.path, key], to: correct }] : [];
    return [{ key, entry, near: correct ?? nearest(key, known), changes }];
  });
}

function consequence(vector: BindVector, near: string | undefined): string {
  if (near === undefined) return 'it has no effect';
  if (near === 'weights') return 'the vectors are not weighted';
  return nonEmptyFieldListsOf(vector).length > 0
    ? 'its properties are not vectorized'
    : 'objects are stored without a vector';
}

function* unknownSettings(vector: BindVector): Generator<Problem> {
  for (const { key, entry, near, changes } of unknownKeys(vector.settings, SETTINGS)) {
    if (settingOfOtherModule(key) !== undefined) continue;
    const isLost = near !== undefined && near !== 'weights' && nonEmptyFieldListsOf(vector).length === 0;
    const message = `multi2vec-bind has no setting ${key}: ${consequence(vector, near)}`;
    yield {
      place: entry.key,
      message,
      changes,
      ...didYouMean(near),
      ...(isLost && { severity: 'error' as const }),
    };
  }
  const weights = weightsEntryOf(vector)?.value;
  if (weights?.kind !== 'map') return;
  for (const { key, entry, near, changes } of unknownKeys(weights, FIELD_KEYS)) {
    const message = `multi2vec-bind does not read weights.${key}: these weights are ignored`;
    yield { place: entry.key, message, changes, ...didYouMean(near) };
  }
}

function didYouMean(near: string | undefined): { readonly suggestion?: string } {
  return near === undefined ? {} : { suggestion: `did you mean ${near}?` };
}

export const unknownSetting: Rule<LocatedCollection> = {
  id: 'collection-unknown-setting',
  severity: 'warning',
  summary: 'multi2vec-bind does not have this setting.',
  why: 'Weaviate accepts any key but reads only the seven `…Fields` settings and `weights`, with exactly this case. The properties in a misspelled setting are never vectorized.',
  fix: `Use ${FIELD_KEYS.map((key) => `\`${key}\``).join(', ')} and \`weights\`.`,
  evidence: 'Measured with Weaviate 1.38.11: audioField is accepted with 200, objects get no vector',
  fixable: true,
  *check({ vectors }) {
    for (const vector of vectors) yield* unknownSettings(vector);
  },
};
