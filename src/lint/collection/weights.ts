import { entryAt, type Located, type LocatedEntry, type LocatedList } from '../../yaml/located.ts';
import type { BindVector } from './collectionDefinition.ts';
import { type FieldList, filledListsOf, weightsEntryOf } from './fieldLists.ts';

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
  return filledListsOf(vector).flatMap((fieldList) => {
    const weightEntry = entryAt(all, fieldList.key);
    const weights = weightEntry?.value;
    if (!weightEntry || weights?.kind !== 'list') return [];
    return [{ ...fieldList, weightEntry, weights, numbers: weights.items.map(weightOf) }];
  });
}

/** The weights of a vector where every field has one, all usable; undefined otherwise, and without weights. */
export function completeWeightsOf(vector: BindVector): WeightedList[] | undefined {
  const lists = filledListsOf(vector);
  const weighted = weightedListsOf(vector);
  const complete =
    lists.length > 0 &&
    weighted.length === lists.length &&
    weighted.every(
      ({ list, numbers }) => numbers.length === list.items.length && numbers.every((n) => n !== undefined),
    );
  return complete ? weighted : undefined;
}
