import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { preparation } from '../support/preparation.ts';
import { csvOf } from '../support/tinyMedia.ts';

const { directory, prepared, problemOf, allParts } = preparation();

describe('a motion recording', () => {
  const write = (content: Buffer | string) => writeFile(join(directory(), 'm.csv'), content);

  it('goes as it is if the model uses all of it', async () => {
    await write(csvOf(2000));
    expect((await (await prepared('m.csv')).part(0)).content).toEqual(csvOf(2000));
  });

  it('is cut into equal parts of at most 2000 rows, each with the header', async () => {
    await write(csvOf(4500));
    const parts = await allParts(await prepared('m.csv'));
    const lines = parts.map(({ content }) => String(content).trim().split('\n'));
    expect(lines.map(({ length }) => length)).toEqual([1501, 1501, 1501]);
    expect(new Set(lines.map(([header]) => header))).toEqual(new Set(['gx,gy,gz,ax,ay,az']));
  });

  it('without a header gets one, because the server skips the first line', async () => {
    await write('1,2,3,4,5,6\n7,8,9,10,11,12\n0,0,0,0,0,0\n');
    const { content } = await (await prepared('m.csv')).part(0);
    expect(String(content).split('\n')).toEqual([
      'gyro_x,gyro_y,gyro_z,accl_x,accl_y,accl_z',
      '1,2,3,4,5,6',
      '7,8,9,10,11,12',
      '0,0,0,0,0,0',
      '',
    ]);
    expect((await prepared('m.csv', { original: true })).warnings).toMatchObject([
      { message: 'has no header line' },
    ]);
  });

  it.each([
    [csvOf(2, { row: '1e30,2,3,4,5,6' }), 'contains values above 1e18 or below -1e18'],
    [csvOf(2, { row: 'nan,2,3,4,5,6' }), 'contains values that are not finite 32-bit numbers (nan, inf)'],
    [csvOf(1), 'has only one row below the header line'],
    [csvOf(2, { row: '1,2,3' }), 'has 3 columns instead of 6 in row 1'],
    [`${csvOf(30)}1,2,three,4,5,6\n`, 'contains values that are not numbers'],
  ])('is refused: %s', async (content, message) => {
    await write(content);
    for (const original of [true, false])
      expect(await problemOf(prepared('m.csv', { kind: 'imu', original }))).toMatchObject({ message });
  });
});
