import { expect, it } from 'vitest';
import { objectsNeed } from '../../src/stack/objectsNeed.ts';
import { configOf } from '../support/config.ts';

/** The text without its figures, which follow from the measured constants. */
function needOf(line: string): string | undefined {
  return objectsNeed(configOf(line))?.replace(/[\d.]+ (?=GiB|[MGT]B|days|years|min)/g, 'N ');
}

const TIME = 'importing takes about N days with 2 CPU cores';

it.each([
  ['', undefined],
  ['--objects 1M --target compose', `N GiB of memory and N GB of disk, compression rq-8; ${TIME}`],
  [
    '--objects 5M --target helm --inference-replicas 10',
    `N GiB of memory and N TB of disk, compression rq-8; ${TIME} for each of 10 inference servers`,
  ],
  [
    '--objects 5M --replicas 3 --target helm --media-size 1k',
    `N GiB of memory and N GB of disk per pod, compression rq-8; ${TIME}`,
  ],
  [
    '--objects 1k --compression none --media-size 1k',
    'N GiB of memory and N MB of disk, compression none; importing takes about N min with 2 CPU cores',
  ],
  // Times on a GPU or on another server were not measured.
  ['--objects 1M --target compose --cuda', 'N GiB of memory and N GB of disk, compression rq-8'],
  ['--objects 1M --inference stub', 'N GiB of memory and N GB of disk, compression rq-8'],
  [
    '--objects 100M --inference stub',
    'more than one machine holds: 11 pods with N GiB of memory and N TB of disk each, compression rq-8',
  ],
])('%j needs %j', (line, text) => {
  expect(needOf(line)).toBe(text);
});
