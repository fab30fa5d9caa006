import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { searchHint } from '../../src/wizard/searchHint.ts';
import { newPlace } from '../support/place.ts';

/** The folder that the hint imports, for a directory and a home directory with these files. */
async function importedFolder(
  files: readonly string[],
  modalities: Parameters<typeof searchHint>[2] = ['text', 'image'],
) {
  const { directory } = newPlace();
  for (const file of ['work/docker-compose.yml', ...files]) {
    await mkdir(dirname(join(directory, file)), { recursive: true });
    await writeFile(join(directory, file), '');
  }
  const home = join(directory, 'home');
  const hint = await searchHint(join(directory, 'work'), ' --target embedded', modalities, home);
  if (!hint) return undefined;
  const [first = '', ...others] = hint;
  expect(others).toEqual(["bindstack search --target embedded 'a dog on a beach'"]);
  return first.replaceAll(directory, '').replace('bindstack import --target embedded ', '');
}

describe('how to search', () => {
  it.each([
    ['a folder next to the files', ['work/my photos/2026/dog.JPG'], "'my photos'"],
    ['the pictures of the user', ['home/Pictures/a/b/dog.png'], '/home/Pictures'],
    ['nearer media before others', ['home/Pictures/dog.png', 'work/media/dog.png'], 'media'],
    [
      'no text, code or hidden files',
      ['work/notes/a.txt', 'work/.git/a.png', 'work/node_modules/x/a.png'],
      undefined,
    ],
    ['no media that the collection does not store', ['work/sounds/a.wav'], undefined],
  ])('uses %s', async (_, files, expected) => {
    expect(await importedFolder(files)).toBe(expected);
  });

  it('uses texts if the collection stores nothing else', async () => {
    expect(await importedFolder(['work/notes/a.txt'], ['text'])).toBe('notes');
  });
});
