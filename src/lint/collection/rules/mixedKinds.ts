import { MODALITY_FACTS } from '../../../facts/modalities.ts';
import { FILL_INSTRUCTIONS } from '../../../stack/collection.ts';
import type { Rule } from '../../rule.ts';
import type { LocatedCollection } from '../collectionDefinition.ts';
import { nonEmptyFieldListsOf, vectorLabel, weightsEntryOf } from '../fieldLists.ts';

export const mixedKinds: Rule<LocatedCollection> = {
  id: 'collection-mixed-kinds',
  severity: 'info',
  summary: 'One vector without weights combines several modalities: put one medium into each object.',
  why: 'An object that fills several fields gets the plain mean of vectors of different lengths, in which text drowns out all media. Objects that fill only one field work as intended: a query in any modality finds objects in every other.',
  fix: 'Fill only one field per object, or add weights and fill all fields.',
  evidence:
    'Measured with Weaviate 1.38.11: text + image without weights, cosine to the image 0.02; one medium per object works with every way of inserting',
  *check({ vectors, description }) {
    if (description.includes(FILL_INSTRUCTIONS.oneMedium)) return;
    for (const vector of vectors) {
      const lists = nonEmptyFieldListsOf(vector);
      if (lists.length < 2 || weightsEntryOf(vector)) continue;
      const longest = lists.reduce((a, b) =>
        MODALITY_FACTS[b.modality].vectorLength > MODALITY_FACTS[a.modality].vectorLength ? b : a,
      );
      if (
        lists.every(
          ({ modality }) =>
            MODALITY_FACTS[modality].vectorLength === MODALITY_FACTS[longest.modality].vectorLength,
        )
      )
        continue;
      const message = `${vectorLabel(vector)} combines ${lists.length} modalities without weights: put one medium into each object, or ${MODALITY_FACTS[longest.modality].title} drowns out the others`;
      yield { place: vector.key, message };
    }
  },
};
