import { describe, expect, it } from 'vitest';
import { evaluateMeaning, ranksFirst } from '../../../src/smoke/checks/crossModal.ts';
import { CheckFailure } from '../../../src/weaviate/checkFailure.ts';

const hits = (...ids: string[]) => ids.map((id, i) => ({ id, distance: i / 10 }));
const CANDIDATES = ['circle', 'board', 'face'];

describe('ranksFirst', () => {
  it.each([
    ['first of all', hits('circle', 'board', 'face'), true],
    // Texts are nearer to a text than images are.
    ['first of its modality', hits('some text', 'a sound', 'circle', 'board'), true],
    ['after another of its modality', hits('board', 'circle'), false],
    ['no candidate found', hits('some text'), false],
    ['only this one missing', hits('board', 'face'), false],
  ])('%s', (_where, found, expected) => {
    expect(ranksFirst(found, 'circle', CANDIDATES)).toBe(expected);
  });
});

const [HIT, MISS] = [true, false];

describe('evaluateMeaning', () => {
  it.each([
    ['no miss', [HIT, HIT, HIT, HIT], [], '4 of 4 captions find their image first'],
    ['one miss', [HIT, MISS, HIT, HIT], [], '3 of 4 captions find their image first'],
    [
      'images and sounds',
      [HIT, HIT, HIT, HIT],
      [HIT, HIT],
      '4 of 4 captions find their image first; 2 of 2 captions find',
    ],
    [
      'sounds that miss',
      [HIT, HIT, HIT, HIT],
      [MISS, MISS],
      '0 of 2 captions find their sound first (not a failure)',
    ],
    ['sounds only', [], [HIT, HIT], '2 of 2 captions find their sound first'],
  ])('passes: %s', (_what, images, sounds, expected) => {
    expect(evaluateMeaning(images, sounds)).toContain(expected);
  });

  it.each([
    ['two misses', [HIT, MISS, MISS, HIT]],
    ['only misses', [MISS, MISS, MISS, MISS]],
  ])('fails: %s', (_what, images) => {
    for (const sounds of [[], [HIT, HIT]]) {
      const act = () => evaluateMeaning(images, sounds);
      expect(act).toThrow(CheckFailure);
      expect(act).toThrow(/^inference: \d of 4 captions find their image first: .* no meaning/);
    }
  });

  it('skips the check if there are only sounds and some miss', () => {
    expect(evaluateMeaning([], [HIT, MISS])).toEqual({
      skipped: expect.stringMatching(/^1 of 2 .* not a failure/),
    });
  });
});
