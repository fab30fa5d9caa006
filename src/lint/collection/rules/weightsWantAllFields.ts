import { FILL_INSTRUCTIONS } from '../../../stack/collection.ts';
import type { Rule } from '../../rule.ts';
import type { LocatedCollection } from '../collectionDefinition.ts';
import { completeWeightsOf, weightsEntryOf } from '../fieldLists.ts';

export const weightsWantAllFields: Rule<LocatedCollection> = {
  id: 'collection-weights-want-all-fields',
  severity: 'info',
  summary: 'With weights, every object must fill every field.',
  why: 'Weights are assigned by the position of each vector among those that the object has. If an object lacks a field, all following weights shift: an image without its text gets the weight of the text.',
  fix: 'Fill every field of every object, or remove the weights.',
  evidence:
    "Measured with Weaviate 1.38.11: weights text 0.01, image 0.99, object without text: the image gets the text's weight",
  *check({ vectors, description }) {
    if (description.includes(FILL_INSTRUCTIONS.everyField)) return;
    for (const vector of vectors) {
      const fields = completeWeightsOf(vector)?.flatMap((list) => list.fields) ?? [];
      const weights = weightsEntryOf(vector);
      if (!weights || fields.length < 2) continue;
      const message =
        'weights are assigned by position: if an object does not fill every field, its weights go to the wrong ones';
      yield { place: weights.key, message };
    }
  },
};
