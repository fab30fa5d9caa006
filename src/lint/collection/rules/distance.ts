import { textOf } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import { type LocatedCollection, readValue } from '../collectionDefinition.ts';
import { nonEmptyFieldListsOf } from '../fieldLists.ts';

const CONSEQUENCES: Readonly<Record<string, string>> = {
  dot: 'the longest vectors, which are those of text, rank first regardless of their content',
  'l2-squared': 'vectors of different modalities are far apart because of their length alone',
  manhattan: 'vectors of different modalities are far apart because of their length alone',
  hamming: 'it counts equal numbers, but these vectors have no equal numbers',
};

export const distance: Rule<LocatedCollection> = {
  id: 'collection-distance',
  severity: 'warning',
  summary: 'A vector of several modalities uses a distance other than cosine.',
  why: "The length of ImageBind's vectors depends on the modality (text about 100, audio 20, image 1), and only cosine ignores the length. With any other distance, a query in one modality does not find objects in the others.",
  fix: 'Use `cosine`, which is also the default.',
  evidence:
    'Lengths measured with the real inference server; distances: weaviate/weaviate adapters/repos/db/vector/hnsw/distancer',
  fixable: true,
  *check({ vectors }) {
    for (const vector of vectors) {
      const distanceValue = readValue(vector.index, 'vectorIndexConfig', 'distance');
      const name = textOf(distanceValue);
      const consequence = CONSEQUENCES[name ?? ''];
      if (!distanceValue || consequence === undefined) continue;
      if (name !== 'hamming' && nonEmptyFieldListsOf(vector).length < 2) continue;
      yield {
        place: distanceValue.place,
        message: `the distance ${name} does not work with ImageBind vectors: ${consequence}`,
        changes: [{ op: 'set', path: distanceValue.path, value: 'cosine' }],
      };
    }
  },
};
