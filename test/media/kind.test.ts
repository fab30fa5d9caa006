import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { kindOf } from '../../src/media/kind.ts';
import { directoryForTests } from '../support/directory.ts';
import {
  bmpOf,
  csvOf,
  flacOf,
  gifOf,
  mp4Of,
  oggOf,
  timedMatroska,
  wavOf,
  y4mOf,
} from '../support/tinyMedia.ts';

const directory = directoryForTests();

async function kindOfContent(name: string, content: Buffer | string) {
  const path = join(directory(), name);
  await writeFile(path, content);
  const found = await kindOf(path);
  if ('kind' in found) return found.kind;
  return 'leftOut' in found ? found.leftOut : found.problem.message;
}

const png = await sharp({ create: { width: 4, height: 4, channels: 3, background: 'red' } })
  .png()
  .toBuffer();
const jpeg = await sharp(png).jpeg().toBuffer();

describe('the kind of a file', () => {
  it.each([
    ['a.png', png, 'image'],
    ['wrong.jpg', png, 'image'],
    ['wrong.txt', jpeg, 'image'],
    ['noending', jpeg, 'image'],
    ['a.gif', gifOf(), 'image'],
    ['a.bmp', bmpOf(), 'image'],
    ['a.thermal.png', png, 'thermal'],
    ['A.DEPTH.JPG', jpeg, 'depth'],
    ['thermal.png', png, 'image'],
    ['a.thermal.txt', 'a text about heat', 'text'],
    ['a.wav', wavOf(100), 'audio'],
    ['a.flac', flacOf(16_000), 'audio'],
    ['a.ogg', oggOf('vorbis', 16_000), 'audio'],
    ['theora.ogg', oggOf('theora', 16_000), 'video'],
    ['wrong.mp4', wavOf(100), 'audio'],
    ['a.mp4', mp4Of(2), 'video'],
    ['a.mkv', timedMatroska([0, 40]), 'video'],
    ['a.y4m', y4mOf(2), 'video'],
    ['a.csv', csvOf(10), 'imu'],
    ['plain.csv', csvOf(10, { header: '1,2,3,4,5,6' }), 'imu'],
    ['with-nan.csv', `${csvOf(10)}\nnan,1,2,3,4,5\n`, 'imu'],
    ['recording.txt', csvOf(10), 'imu'],
    ['people.csv', 'name,age\nAda,36\nAlan,41\n', 'text'],
    ['a.txt', 'a dog', 'text'],
    ['README', '# A title\n', 'text'],
    ['notes.md', Buffer.from('\ufeffa dog', 'utf16le'), 'text'],
    ['umlaut.txt', Buffer.from('Stra\u00dfe', 'latin1'), 'text'],
    ['中文.txt', '你好世界', 'text'],
    ['a.json', '{"title": "dog.jpg"}', 'is data for programs'],
    ['a.xmp', '<x:xmpmeta xmlns:x="adobe:ns:meta/">', 'is data for programs'],
    ['a.xml', '<?xml version="1.0"?><a/>', 'is XML (application/xml)'],
    ['a.pdf', '%PDF-1.7\n', 'is PDF (application/pdf)'],
    ['a.bin', Buffer.from([1, 2, 3, 0, 255]), 'is of an unknown type'],
    ['page.jpg', '<!doctype html><title>404</title>', 'is not a picture: text'],
    ['song.mp3', Buffer.from([0, 1, 2]), 'is not audio: of an unknown type'],
    ['movie.mp4', '%PDF-1.7\n', 'is not a video: PDF (application/pdf)'],
    ['empty.jpg', '', 'is empty'],
    ['empty', '', 'is empty'],
  ])('%s', async (name, content, expected) => {
    expect(await kindOfContent(name, content)).toBe(expected);
  });

  it('is a problem for a file that cannot be read', async () => {
    expect(await kindOf(join(directory(), 'missing.png'))).toMatchObject({
      problem: { severity: 'error', message: 'cannot be read' },
    });
    expect(await kindOf(directory())).toMatchObject({ problem: { message: 'cannot be read' } });
  });
});
