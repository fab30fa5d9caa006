import { stripVTControlCharacters } from 'node:util';
import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import { hitLines, moment } from '../../src/commands/searchText.ts';
import type { Hit } from '../../src/search/hit.ts';
import { wrapped } from '../../src/terminal/wrapped.ts';

const colors = pc.createColors(false);

const HITS: readonly Hit[] = [
  { id: 'a', path: 'Pictures/2024/A dog in the snow, with a friend.jpg', kind: 'image', distance: 0.12345 },
  {
    id: 'b',
    path: 'Videos/holiday.mp4',
    kind: 'video',
    start: 62,
    end: 68,
    parts: 9,
    part: 3,
    distance: 0.5,
  },
  {
    id: 'c',
    path: 'Notes/diary.txt',
    kind: 'text',
    distance: 1.2,
    text: `It snowed.\n${'The dog was happy, and so were we. '.repeat(8)}`,
  },
  { id: 'd', title: 'old client.png', distance: 1.3 },
];

describe('hits as text', () => {
  it.each([80, 60])('are aligned rows: %i columns', (width) => {
    const text = wrapped(hitLines(HITS, colors, false).join('\n'), width);
    expect(text).toMatchSnapshot();
    for (const line of text.split('\n'))
      expect(stripVTControlCharacters(line).length).toBeLessThanOrEqual(width);
  });

  it('have no column that is empty in all of them', () => {
    expect(hitLines([{ id: 'x', path: 'a.png', kind: 'image', distance: 0 }], colors, false)).toEqual([
      '0.0000  image  a.png',
    ]);
  });

  it('show no character that controls the terminal', () => {
    const hostile = {
      id: 'x',
      path: 'a\n\u001b[2J\u202e.png',
      text: 'b\u001b]8;;http://x\u0007\nc',
      distance: 0,
    };
    expect(hitLines([hostile], colors, false)).toEqual([
      '0.0000  a\\x0a\\x1b[2J\\u202e.png',
      '        b\\x1b]8;;http://x\\x07 c',
    ]);
  });

  it('say all that is known: --verbose', () => {
    const hit: Hit = {
      ...{ id: 'x', path: 'a.mp4', kind: 'video', distance: 0.25, part: 1, parts: 3, start: 6, end: 12 },
      ...{ taken: '2024-05-01T10:00:00Z', camera: 'Nokia 3310', duration: 18.04, size: 12_345 },
    };
    expect(hitLines([hit], colors, true)).toEqual([
      '0.2500  video  0:06–0:12  a.mp4',
      '                          id x',
      '                          part 2 of 3, taken 2024-05-01T10:00:00Z, Nokia 3310, 18 s long, 12,345 bytes',
    ]);
  });
});

describe('the moment of a part', () => {
  it.each([
    [{ start: 0, end: 6, parts: 2 }, '0:00–0:06'],
    [{ start: 3600, end: 3661.6, parts: 900 }, '1:00:00–1:01:02'],
    [{ start: 0, end: 6, parts: 1 }, ''],
    [{}, ''],
  ])('%j: %s', (hit, expected) => {
    expect(moment(hit)).toBe(expected);
  });
});
