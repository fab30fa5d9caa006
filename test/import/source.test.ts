import { mkdir, realpath, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileOf, importedFolders, rememberFolder } from '../../src/import/importedFolders.ts';
import { sourceOf } from '../../src/import/source.ts';
import { directoryForTests, fill } from '../support/directory.ts';
import { failureOf } from '../support/failure.ts';

const directory = directoryForTests();

/** A source without the directory of the test. */
async function sourceIn(argument: string, as?: string, known: Readonly<Record<string, string>> = {}) {
  const cwd = await realpath(directory());
  const folders = Object.entries(known).map(([name, path]) => ({ name, directory: join(cwd, path) }));
  const source = await sourceOf(argument, folders, { cwd, as });
  return [source.name, source.directory.slice(cwd.length + 1), source.within];
}

describe('sourceOf', () => {
  it.each<[string, string, string | undefined, Readonly<Record<string, string>>, string[]]>([
    [
      'a new folder has its own name',
      'me/Notes',
      undefined,
      { Pictures: 'me/Pictures' },
      ['Notes', 'me/Notes', ''],
    ],
    [
      'the same folder again',
      'me/Pictures',
      undefined,
      { Pictures: 'me/Pictures' },
      ['Pictures', 'me/Pictures', ''],
    ],
    [
      'a folder inside one',
      'me/Pictures/2024',
      undefined,
      { P: 'me/Pictures' },
      ['P', 'me/Pictures', '2024'],
    ],
    [
      'a name that only begins alike',
      'me/Pictures2',
      undefined,
      { P: 'me/Pictures' },
      ['Pictures2', 'me/Pictures2', ''],
    ],
    ['a name of its own', 'mnt/Pictures', 'Old', { Pictures: 'me/Pictures' }, ['Old', 'mnt/Pictures', '']],
    ['a file', 'me/Pictures/2024/a.txt', undefined, {}, ['2024', 'me/Pictures/2024', 'a.txt']],
    [
      'a file inside one',
      'me/Pictures/2024/a.txt',
      undefined,
      { P: 'me/Pictures' },
      ['P', 'me/Pictures', '2024/a.txt'],
    ],
  ])('%s', async (_, argument, as, known, expected) => {
    await fill(directory(), {
      'me/Pictures/2024/a.txt': '',
      'me/Notes/': '',
      'me/Pictures2/': '',
      'mnt/Pictures/': '',
    });
    expect(await sourceIn(argument, as, known)).toEqual(expected);
  });

  it.each([
    ['another folder of the same name', 'mnt/Pictures', undefined, /have the same name, Pictures/],
    ['a name with a slash', 'mnt/Pictures', 'x/y', /has no name/],
    ['what is not there', 'nowhere', undefined, /there is no folder nowhere/],
  ])('refuses %s', async (_, argument, as, message) => {
    await fill(directory(), { 'mnt/Pictures/': '' });
    const failure = await failureOf(() => sourceIn(argument, as, { Pictures: 'me/Pictures' }));
    expect(failure.exitCode).toBe(2);
    expect(failure.message).toMatch(message);
  });
});

it('remembers folders by collection, also with names of Object', async () => {
  const remember = (collection: string, name: string, path: string) =>
    rememberFolder(directory(), collection, { name, directory: path });
  await remember('Media', 'a', '/a');
  await remember('Media', 'constructor', '/b');
  await remember('Other', 'a', '/c');
  await remember('Media', 'a', '/a');
  expect(await importedFolders(directory(), 'Media')).toEqual([
    { name: 'a', directory: '/a' },
    { name: 'constructor', directory: '/b' },
  ]);
  expect(await importedFolders(directory(), 'toString')).toEqual([]);
});

it('gives files of imported folders only', async () => {
  const base = await realpath(directory());
  const root = join(base, 'Pictures');
  await mkdir(root);
  await writeFile(join(root, 'a.txt'), '');
  await writeFile(join(root, 'cafe\u0301.txt'), '');
  await writeFile(join(base, 'secret.txt'), '');
  await symlink(join(base, 'secret.txt'), join(root, 'link.txt'));
  const found = (path: string) => fileOf([{ name: 'Pictures', directory: root }], path);
  expect(await found('Pictures/a.txt')).toBe(join(root, 'a.txt'));
  expect(await found('Pictures/caf\u00e9.txt')).toBe(join(root, 'cafe\u0301.txt'));
  const others = ['/../secret.txt', '/link.txt', '/b.txt', '', '/'].map((path) => `Pictures${path}`);
  for (const path of [...others, 'Other/a.txt', '/etc/passwd', 'constructor/a'])
    expect(await found(path), path).toBeUndefined();
});
