import { FILL_INSTRUCTIONS } from '../../../stack/collection.ts';
import type { Rule } from '../../rule.ts';
import type { LocatedCollection } from '../collectionDefinition.ts';
import { completeWeightsOf, weightsEntryOf } from '../fieldLists.ts';

export const weightsWantAllFields: Rule<LocatedCollection> = {
  id: 'collection-weights-want-all-fields',
  severity: 'info',
  summary: 'Weights: every object should fill every field.',
  why: 'Weights are taken by the place of each vector among those that the object has. An object without a field shifts those behind it: an image without its text gets the weight of the text.',
  fix: 'Fill every field of every object, or use no weights.',
  evidence:
    "measured with Weaviate 1.38.11: weights text 0.01, image 0.99, object without text: the image gets the text's weight",
  *check({ vectors, description }) {
    if (description.includes(FILL_INSTRUCTIONS.everyField)) return;
    for (const vector of vectors) {
      const fields = completeWeightsOf(vector)?.flatMap((list) => list.fields) ?? [];
      const weights = weightsEntryOf(vector);
      if (!weights || fields.length < 2) continue;
      const message =
        'weights are taken by place: an object that does not fill every field gives its weights to the wrong ones';
      yield { place: weights.key, message };
    }
  },
};
