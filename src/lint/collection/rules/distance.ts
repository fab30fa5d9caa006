import { textOf } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import type { LocatedCollection } from '../collectionDefinition.ts';
import { readValue } from '../collectionDefinition.ts';
import { nonEmptyFieldListsOf } from '../fieldLists.ts';

const CONSEQUENCES: Readonly<Record<string, string>> = {
  dot: 'the longest vectors, those of text, come first whatever they are about',
  'l2-squared': 'vectors of different kinds are far apart by their length alone',
  manhattan: 'vectors of different kinds are far apart by their length alone',
  hamming: 'it counts equal numbers, and of these vectors no two numbers are equal',
};

export const distance: Rule<LocatedCollection> = {
  id: 'collection-distance',
  severity: 'warning',
  summary: 'A distance other than cosine over several kinds of fields.',
  why: "ImageBind's vectors differ in length from kind to kind (text about 100, audio 20, image 1), and only cosine ignores the length: with any other distance a query of one kind does not find the others.",
  fix: 'Use cosine, which is also the default.',
  evidence:
    'lengths measured with the real inference server; distances: weaviate/weaviate adapters/repos/db/vector/hnsw/distancer',
  fixable: true,
  *check({ vectors }) {
    for (const vector of vectors) {
      const written = readValue(vector.index, 'vectorIndexConfig', 'distance');
      const name = textOf(written);
      const outcome = CONSEQUENCES[name ?? ''];
      if (!written || outcome === undefined) continue;
      if (name !== 'hamming' && nonEmptyFieldListsOf(vector).length < 2) continue;
      yield {
        place: written.place,
        message: `the distance ${name} does not fit vectors of ImageBind: ${outcome}`,
        changes: [{ op: 'set', path: written.path, value: 'cosine' }],
      };
    }
  },
};
