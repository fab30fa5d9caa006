import { describe, expect, it } from 'vitest';
import { CheckFailure } from '../../../src/smoke/checkFailure.ts';
import { evaluateMeaning, ranksFirst } from '../../../src/smoke/checks/crossModal.ts';

const hits = (...ids: string[]) => ids.map((id, i) => ({ id, distance: i / 10 }));
const KIND = ['circle', 'board', 'face'];

describe('comesFirst', () => {
  it.each([
    ['the first of all', hits('circle', 'board', 'face'), true],
    // Texts are nearer to a text than pictures are.
    ['behind what is of another kind', hits('some text', 'a sound', 'circle', 'board'), true],
    ['behind another of its kind', hits('board', 'circle'), false],
    ['not found at all', hits('some text'), false],
    ['alone missing', hits('board', 'face'), false],
  ])('%s', (_where, found, expected) => {
    expect(ranksFirst(found, 'circle', KIND)).toBe(expected);
  });
});

const [Y, N] = [true, false];

describe('judgeMeaning', () => {
  it.each([
    ['all right', [Y, Y, Y, Y], [], '4 of 4 texts find their picture before others'],
    ['one slip', [Y, N, Y, Y], [], '3 of 4 texts find their picture before others'],
    ['sounds too', [Y, Y, Y, Y], [Y, Y], '4 of 4 texts find their picture before others; 2 of 2 texts find'],
    [
      'wrong sounds do not fail',
      [Y, Y, Y, Y],
      [N, N],
      '0 of 2 texts find their sound first (told, not judged)',
    ],
    ['sounds alone', [], [Y, Y], '2 of 2 texts find their sound first'],
  ])('passes: %s', (_what, pictures, sounds, seen) => {
    expect(evaluateMeaning(pictures, sounds)).toContain(seen);
  });

  it.each([
    ['two slips', [Y, N, N, Y]],
    ['none right', [N, N, N, N]],
  ])('fails: %s', (_what, pictures) => {
    for (const sounds of [[], [Y, Y]]) {
      const act = () => evaluateMeaning(pictures, sounds);
      expect(act).toThrow(CheckFailure);
      expect(act).toThrow(/^inference: \d of 4 texts find their picture before others: .* no meaning/);
    }
  });

  it('says nothing of sounds alone that are not found', () => {
    expect(evaluateMeaning([], [Y, N])).toEqual({ skipped: expect.stringMatching(/^1 of 2 .* not judged/) });
  });
});
