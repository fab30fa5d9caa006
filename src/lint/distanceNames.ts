import { DISTANCES, type DistanceName } from '../facts/vectorIndexes.ts';

/** Names that clients, other databases and papers use. */
const OTHER_NAMES: ReadonlyMap<string, DistanceName> = new Map([
  ['cosinedistance', 'cosine'],
  ['cosinesimilarity', 'cosine'],
  ['dotproduct', 'dot'],
  ['innerproduct', 'dot'],
  ['l2', 'l2-squared'],
  ['l2sq', 'l2-squared'],
  ['euclid', 'l2-squared'],
  ['euclidean', 'l2-squared'],
  ['sqeuclidean', 'l2-squared'],
  ['squaredeuclidean', 'l2-squared'],
  ['l1', 'manhattan'],
  ['cityblock', 'manhattan'],
]);

/** The distance that was meant: `l2-squared` for `euclidean`, `L2` and `l2_squared`. */
export function intendedDistance(text: string): DistanceName | undefined {
  const plain = text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  return DISTANCES.find((name) => name.replace('-', '') === plain) ?? OTHER_NAMES.get(plain);
}
