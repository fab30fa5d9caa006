import { describe, expect, it } from 'vitest';
import { byteSize } from '../../src/lint/compose/composeTypes.ts';

// Measured with Compose 2.26.1: it accepts this text as `mem_limit`, or says `invalid size`.
describe('a size', () => {
  it.each(['12', '12b', '12g', '12GB', '12gib', '12 g', '12 gb', '1.5g', '12p', '12ib', '12mib'])(
    'Compose accepts %j',
    (text) => expect(byteSize.issuesOf(text)).toEqual([]),
  );

  it.each(['', '12gigs', '12e', '-1', '-1g', '0x10', '12m ', '1_000k', '.5g', '12.g', '4x'])(
    'Compose rejects %j',
    (text) => expect(byteSize.issuesOf(text)).not.toEqual([]),
  );

  it.each([12, 0, -1])('Compose accepts the number %s', (number) => {
    expect(byteSize.issuesOf(number)).toEqual([]);
  });
});
