import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { searchHint } from '../../src/wizard/searchHint.ts';
import { newPlace } from '../support/place.ts';

/** The hint for a directory and a home directory with these files. */
async function hintFor(
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
  return hint.command.replaceAll(directory, '');
}

const QUERY = "--query 'a dog on a beach'";

describe('how to search', () => {
  it.each([
    ['a folder next to the files', ['work/my photos/2026/dog.JPG'], `--media 'my photos' ${QUERY}`],
    ['the pictures of the user', ['home/Pictures/a/b/dog.png'], `--media /home/Pictures ${QUERY}`],
    ['nearer media before others', ['home/Pictures/dog.png', 'work/media/dog.png'], `--media media ${QUERY}`],
    [
      'no text, code or hidden files',
      ['work/notes/a.txt', 'work/.git/a.png', 'work/node_modules/x/a.png'],
      '',
    ],
    ['no media that the collection does not store', ['work/sounds/a.wav'], ''],
  ])('uses %s', async (_, files, expected) => {
    expect(await hintFor(files)).toBe(`bindstack smoke --target embedded ${expected}`.trim());
  });

  it('uses texts if the collection stores nothing else', async () => {
    expect(await hintFor(['work/notes/a.txt'], ['text'])).toContain('--media notes');
  });

  it('says what to add if there are no media', async () => {
    const hint = await searchHint(newPlace().directory, '', ['image'], '/nowhere');
    expect(hint).toEqual({
      text: 'To search your own media, add --media with a folder of them and --query with a text:',
      command: 'bindstack smoke',
    });
  });
});
