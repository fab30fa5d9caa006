import { MODALITY_FACTS } from '../../../facts/modalities.ts';
import type { Problem, Rule } from '../../rule.ts';
import type { BindVector, LocatedCollection } from '../collectionDefinition.ts';
import { completeWeightsOf, type WeightedList } from '../fieldLists.ts';

/** A kind below a tenth of another hardly moves the vector: its cosine to the sum is 0.1. */
const MINIMUM_SHARE = 0.1;

/** How much the vectors of a kind weigh in the sum: ImageBind's differ in length from kind to kind. */
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
  const most = lengths.at(0);
  const least = lengths.at(-1);
  if (!most || !least || most.length === 0 || least.length >= most.length * MINIMUM_SHARE) return undefined;
  const small = MODALITY_FACTS[least.list.modality].title;
  const great = MODALITY_FACTS[most.list.modality].title;
  const part =
    least.length === 0 ? 'nothing' : `1 part in ${round((most.length + least.length) / least.length)}`;
  const balanced = lists.map(({ modality, key, fields }) => {
    const weight = round(1 / MODALITY_FACTS[modality].vectorLength / Math.max(1, fields.length));
    return `${key} [${fields.map(() => weight).join(', ')}]`;
  });
  return {
    place: most.list.weightEntry.key,
    message: `with these weights ${small} makes ${part} beside ${great}: vectors of ${great} are about ${MODALITY_FACTS[most.list.modality].vectorLength} long, those of ${small} ${MODALITY_FACTS[least.list.modality].vectorLength}`,
    suggestion: `weights that balance them: ${balanced.join(', ')}`,
  };
}

export const weightsBalance: Rule<LocatedCollection> = {
  id: 'collection-weights-balance',
  severity: 'warning',
  summary: 'Weights under which one kind of fields drowns another.',
  why: "Weaviate sums ImageBind's vectors as they are, and those differ in length: text about 100, audio 20, thermal 10, depth and IMU 5, image and video 1. Weights that look fair, such as 0.9 for images and 0.1 for text, leave text ten times as heavy.",
  fix: 'Divide each weight by the length of the vectors of its kind.',
  evidence:
    'measured with the real inference server: lengths of the vectors; weights text 0.01 and image 0.99 give a cosine of 0.71 to each',
  *check({ vectors }) {
    for (const vector of vectors) {
      const problem = problemOf(vector);
      if (problem) yield problem;
    }
  },
};
