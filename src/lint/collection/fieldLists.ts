import { MODALITIES, MODALITY_FACTS, type Modality } from '../../facts/modalities.ts';
import { entryAt, isNothing, type Located, type LocatedEntry, type LocatedList } from '../../yaml/located.ts';
import type { BindVector } from './collectionDefinition.ts';

/** The keys that name properties to vectorize, in the order in which the module joins their weights. */
export const FIELD_KEYS: readonly string[] = MODALITIES.map((kind) => MODALITY_FACTS[kind].settingsKey);

export interface BindField {
  readonly name: string;
  readonly located: Located;
}

/** One `…Fields` of the settings. */
export interface FieldSetting {
  readonly modality: Modality;
  /** `imageFields` */
  readonly key: string;
  readonly entry: LocatedEntry;
}

/** Weaviate validates a collection of bind with the settings of clip, which has only these two. */
export function isValidatedByWeaviate({ modality }: FieldSetting): boolean {
  return modality === 'text' || modality === 'image';
}

export interface FieldList extends FieldSetting {
  readonly list: LocatedList;
  /** The items that are names: whoever wants the others looks at the list. */
  readonly fields: readonly BindField[];
}

/** Every `…Fields` of a vector, whatever it holds. */
export function fieldSettingsOf({ settings }: BindVector): FieldSetting[] {
  return MODALITIES.flatMap((modality) => {
    const key = MODALITY_FACTS[modality].settingsKey;
    const entry = entryAt(settings, key);
    return entry ? [{ modality, key, entry }] : [];
  });
}

/** The `…Fields` of a vector that are lists. */
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

/** The lists that vectorize something. */
export function nonEmptyFieldListsOf(vector: BindVector): FieldList[] {
  return fieldListsOf(vector).filter(({ fields }) => fields.length > 0);
}

/** How a vector is called in messages. */
export function vectorLabel({ name }: BindVector): string {
  return name === undefined ? 'the vector' : `the vector ${name}`;
}

/** What `weights` holds, unless nothing. */
export function weightsEntryOf({ settings }: BindVector): LocatedEntry | undefined {
  const entry = entryAt(settings, 'weights');
  return entry && isNothing(entry.value) ? undefined : entry;
}

/** The weights of the fields of one kind. */
export interface WeightedList extends FieldList {
  readonly weights: LocatedList;
  readonly weightEntry: LocatedEntry;
  /** A number for each weight that is one. */
  readonly numbers: readonly (number | undefined)[];
}

/** A weight as Weaviate reads it: a number, or text that holds one (measured with 1.38.11). */
export function weightOf(located: Located): number | undefined {
  if (located.kind !== 'scalar') return undefined;
  if (typeof located.value === 'number') return located.value;
  if (typeof located.value !== 'string' || !/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(located.value))
    return undefined;
  return Number(located.value);
}

/** The lists with fields that have weights in a list. */
export function weightedListsOf(vector: BindVector): WeightedList[] {
  const all = weightsEntryOf(vector)?.value;
  return nonEmptyFieldListsOf(vector).flatMap((fieldList) => {
    const weightEntry = entryAt(all, fieldList.key);
    const weights = weightEntry?.value;
    if (!weightEntry || weights?.kind !== 'list') return [];
    return [{ ...fieldList, weightEntry, weights, numbers: weights.items.map(weightOf) }];
  });
}

/** The weights of a vector where every field has one, all usable; undefined otherwise, and without weights. */
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
