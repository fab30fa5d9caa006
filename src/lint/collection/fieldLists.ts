import { MODALITIES, MODALITY_FACTS, type Modality } from '../../facts/modalities.ts';
import { entryAt, isNothing, type Located, type LocatedEntry, type LocatedList } from '../../yaml/located.ts';
import type { BindVector } from './collectionDefinition.ts';

/** The settings that name properties to vectorize, in the order in which the module joins their weights. */
export const FIELD_KEYS: readonly string[] = MODALITIES.map(
  (modality) => MODALITY_FACTS[modality].settingsKey,
);

export interface BindField {
  readonly name: string;
  readonly located: Located;
}

/** One `…Fields` setting. */
export interface FieldSetting {
  readonly modality: Modality;
  /** `imageFields` */
  readonly key: string;
  readonly entry: LocatedEntry;
}

/** Weaviate validates multi2vec-bind with the code of multi2vec-clip, which knows only these two. */
export function isValidatedByWeaviate({ modality }: FieldSetting): boolean {
  return modality === 'text' || modality === 'image';
}

export interface FieldList extends FieldSetting {
  readonly list: LocatedList;
  /** The items that are names; `list` has the others too. */
  readonly fields: readonly BindField[];
}

/** Every `…Fields` setting of a vector, regardless of its type. */
export function fieldSettingsOf({ settings }: BindVector): FieldSetting[] {
  return MODALITIES.flatMap((modality) => {
    const key = MODALITY_FACTS[modality].settingsKey;
    const entry = entryAt(settings, key);
    return entry ? [{ modality, key, entry }] : [];
  });
}

/** The `…Fields` settings of a vector that are lists. */
export function fieldListsOf(vector: BindVector): FieldList[] {
  return fieldSettingsOf(vector).flatMap((setting) => {
    const list = setting.entry.value;
    if (list.kind !== 'list') return [];
    const fields = list.items.flatMap((located) =>
      located.kind === 'scalar' && typeof located.value === 'string' && located.value !== ''
        ? [{ name: located.value, located }]
        : [],
    );
    return [{ ...setting, list, fields }];
  });
}

/** The lists with at least one field. */
export function nonEmptyFieldListsOf(vector: BindVector): FieldList[] {
  return fieldListsOf(vector).filter(({ fields }) => fields.length > 0);
}

/** The name of a vector in messages. */
export function vectorLabel({ name }: BindVector): string {
  return name === undefined ? 'the vector' : `the vector ${name}`;
}

/** The entry `weights`, unless it is null. */
export function weightsEntryOf({ settings }: BindVector): LocatedEntry | undefined {
  const entry = entryAt(settings, 'weights');
  return entry && isNothing(entry.value) ? undefined : entry;
}

/** The fields of one modality with their weights. */
export interface WeightedList extends FieldList {
  readonly weights: LocatedList;
  readonly weightEntry: LocatedEntry;
  /** The weights as numbers; undefined for those that are not. */
  readonly numbers: readonly (number | undefined)[];
}

/** A weight as Weaviate reads it: a number, or text that contains one (measured with 1.38.11). */
export function weightOf(located: Located): number | undefined {
  if (located.kind !== 'scalar') return undefined;
  if (typeof located.value === 'number') return located.value;
  if (typeof located.value !== 'string' || !/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(located.value))
    return undefined;
  return Number(located.value);
}

/** The lists with fields whose weights are a list too. */
export function weightedListsOf(vector: BindVector): WeightedList[] {
  const all = weightsEntryOf(vector)?.value;
  return nonEmptyFieldListsOf(vector).flatMap((fieldList) => {
    const weightEntry = entryAt(all, fieldList.key);
    const weights = weightEntry?.value;
    if (!weightEntry || weights?.kind !== 'list') return [];
    return [{ ...fieldList, weightEntry, weights, numbers: weights.items.map(weightOf) }];
  });
}

/** The weights of a vector if every field has a usable one; otherwise undefined. */
export function completeWeightsOf(vector: BindVector): WeightedList[] | undefined {
  const lists = nonEmptyFieldListsOf(vector);
  const weighted = weightedListsOf(vector);
  const complete =
    lists.length > 0 &&
    weighted.length === lists.length &&
    weighted.every(
      ({ list, numbers }) => numbers.length === list.items.length && numbers.every((n) => n !== undefined),
    );
  return complete ? weighted : undefined;
}
