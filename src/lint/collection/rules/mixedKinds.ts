import { MODALITY_FACTS } from '../../../facts/modalities.ts';
import { FILL_INSTRUCTIONS } from '../../../stack/collection.ts';
import type { Rule } from '../../rule.ts';
import type { LocatedCollection } from '../collectionDefinition.ts';
import { nonEmptyFieldListsOf, vectorLabel, weightsEntryOf } from '../fieldLists.ts';

export const mixedKinds: Rule<LocatedCollection> = {
  id: 'collection-mixed-kinds',
  severity: 'info',
  summary: 'One vector without weights over several kinds of fields: put one medium into each object.',
  why: 'An object that fills several fields gets the plain mean of vectors that differ in length, so text drowns every medium. Objects that fill one field each are right, and any kind finds any other: this is what ImageBind is for.',
  fix: 'Fill one field of each object, or weight the fields and fill all of them.',
  evidence:
    'measured with Weaviate 1.38.11: text + image without weights, cosine to the image 0.02; one medium an object works in every way of insertion',
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
      const message = `${vectorLabel(vector)} mixes ${lists.length} kinds without weights: it wants one medium in each object, else ${MODALITY_FACTS[longest.modality].title} drowns the others`;
      yield { place: vector.key, message };
    }
  },
};
