import { MODALITY_FACTS } from '../../../facts/modalities.ts';
import type { Problem, Rule } from '../../rule.ts';
import type { BindVector, LocatedCollection } from '../collectionDefinition.ts';
import { completeWeightsOf, type WeightedList } from '../fieldLists.ts';

/** Below a tenth of another modality, one hardly influences the vector: its cosine to the sum is 0.1. */
const MINIMUM_SHARE = 0.1;

/** The share of a modality in the sum: the length of ImageBind's vectors depends on the modality. */
function lengthOf({ modality, numbers }: WeightedList): number {
  return (
    numbers.reduce<number>((sum, number) => sum + (number ?? 0), 0) * MODALITY_FACTS[modality].vectorLength
  );
}

function round(number: number): string {
  return String(Number(number.toPrecision(2)));
}

function problemOf(vector: BindVector): Problem | undefined {
  const lists = completeWeightsOf(vector);
  if (!lists || lists.length < 2 || lists.some(({ numbers }) => numbers.some((n) => (n ?? 0) < 0)))
    return undefined;
  const lengths = lists.map((list) => ({ list, length: lengthOf(list) })).sort((a, b) => b.length - a.length);
  const longest = lengths.at(0);
  const shortest = lengths.at(-1);
  if (!longest || !shortest || longest.length === 0 || shortest.length >= longest.length * MINIMUM_SHARE)
    return undefined;
  const weak = MODALITY_FACTS[shortest.list.modality];
  const strong = MODALITY_FACTS[longest.list.modality];
  const share =
    shortest.length === 0
      ? 'contributes nothing'
      : `contributes only 1 part in ${round((longest.length + shortest.length) / shortest.length)}`;
  const balanced = lists.map(({ modality, key, fields }) => {
    const weight = round(1 / MODALITY_FACTS[modality].vectorLength / Math.max(1, fields.length));
    return `${key} [${fields.map(() => weight).join(', ')}]`;
  });
  return {
    place: longest.list.weightEntry.key,
    message: `with these weights, ${weak.title} ${share} next to ${strong.title}: the length of ${strong.title} vectors is about ${strong.vectorLength}, of ${weak.title} vectors ${weak.vectorLength}`,
    suggestion: `use weights that balance them: ${balanced.join(', ')}`,
  };
}

export const weightsBalance: Rule<LocatedCollection> = {
  id: 'collection-weights-balance',
  severity: 'warning',
  summary: 'The weights let one modality drown out another.',
  why: "Weaviate adds up ImageBind's vectors without normalizing them, and their length depends on the modality: text about 100, audio 20, thermal 10, depth and IMU 5, image and video 1. With weights that look fair, such as 0.9 for images and 0.1 for text, text still counts ten times as much.",
  fix: 'Divide each weight by the vector length of its modality.',
  evidence:
    'Measured with the real inference server: lengths of the vectors; weights text 0.01 and image 0.99 give a cosine of 0.71 to each',
  *check({ vectors }) {
    for (const vector of vectors) {
      const problem = problemOf(vector);
      if (problem) yield problem;
    }
  },
};
