import { describe, expect, it } from 'vitest';
import { contentsText, countDifferences, recordedContents } from '../../src/backup/comparison.ts';

const things = (objects: number, more = {}) => ({ name: 'Things', objects, samples: [], ...more });

describe('the differences after a restore', () => {
  it.each([
    ['the same', things(1000), [things(1000)], []],
    ['fewer objects', things(1000), [things(999)], ['Things has 999 of 1,000 objects']],
    ['more objects', things(1000), [things(1001)], ['Things has 1,001 of 1,000 objects']],
    ['nothing', things(1000), [], ['Things is missing']],
    ['objects added during the backup', things(1000, { objectsAfter: 1010 }), [things(1005)], []],
    ['objects deleted during the backup', things(1000, { objectsAfter: 990 }), [things(995)], []],
    [
      'fewer than before',
      things(1000, { objectsAfter: 1010 }),
      [things(900)],
      ['Things has 900 of 1,000 to 1,010 objects'],
    ],
    ['a number that is not known', { name: 'Things', samples: [] }, [things(7)], []],
    [
      'tenants',
      { name: 'Things', tenants: 3, samples: [] },
      [{ name: 'Things', tenants: 2, samples: [] }],
      ['Things has 2 of 3 tenants'],
    ],
  ])('%s', (_, expected, found, differences) => {
    expect(countDifferences([expected], found)).toEqual(differences);
  });
});

describe('what is recorded', () => {
  const sample = (id: string, vectors: string) => ({ id, vectors });

  it('only has samples that did not change during the backup', () => {
    const before = [things(2, { samples: [sample('a', '1'), sample('b', '1')] })];
    const after = [things(3, { samples: [sample('a', '1'), sample('b', '2'), sample('c', '1')] })];
    expect(recordedContents(before, after)).toEqual([
      things(2, { objectsAfter: 3, samples: [sample('a', '1')] }),
    ]);
  });

  it('has no samples of a collection that was deleted meanwhile', () => {
    expect(recordedContents([things(2, { samples: [sample('a', '1')] })], [])).toEqual([things(2)]);
  });
});

it.each([
  [[things(1)], '1 object in 1 collection'],
  [[things(1000), things(300)], '1,300 objects in 2 collections'],
  [[{ name: 'Things', tenants: 2, samples: [] }], '1 collection'],
])('as text: %#', (contents, text) => {
  expect(contentsText(contents)).toBe(text);
});
