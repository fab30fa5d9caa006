import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { sha256, staleFiles } from '../../src/files/manifest.ts';
import { directoryForTests, fill } from '../support/directory.ts';

const directory = directoryForTests();
const OURS = sha256('ours\n');
const root = () => join(directory(), 'stack');

it('finds only unedited files that are no longer generated', async () => {
  await fill(root(), {
    'a.yml': 'ours\n',
    'b.yml': 'ours\n',
    'sub/c.yml': 'ours\n',
    'foreign.yml': 'ours\n',
  });
  const manifest = { 'a.yml': OURS, 'b.yml': OURS, 'sub/c.yml': OURS };
  expect(await staleFiles(root(), [{ path: 'a.yml', text: '' }], manifest)).toEqual(['b.yml', 'sub/c.yml']);
});

it.each([
  ['edited', 'edited.yml'],
  ['missing', 'missing.yml'],
  ['in a missing folder', 'none/missing.yml'],
  ['a directory', 'folder'],
  ['the directory itself', '.'],
  ['outside', '../outside.yml'],
  ['outside, through a folder', 'folder/../../outside.yml'],
  ['outside, with backslashes', '..\\outside.yml'],
  ['behind a link to the outside', 'way/outside.yml'],
  ['a link to the outside', 'link.yml'],
  ['a link to a file inside', 'inner.yml'],
  ['an empty path', ''],
])('leaves alone a path that is %s: %s', async (_why, path) => {
  await fill(directory(), { 'outside.yml': 'ours\n', 'away/outside.yml': 'ours\n' });
  await fill(root(), { 'edited.yml': 'mine\n', 'folder/a.yml': 'ours\n', 'a.yml': 'ours\n' });
  await symlink(join(directory(), 'away'), join(root(), 'way'));
  await symlink(join(directory(), 'outside.yml'), join(root(), 'link.yml'));
  await symlink('a.yml', join(root(), 'inner.yml'));
  expect(await staleFiles(root(), [], { [path]: OURS })).toEqual([]);
});

it('leaves an absolute path alone, even inside the directory', async () => {
  await fill(root(), { 'a.yml': 'ours\n' });
  expect(await staleFiles(root(), [], { [join(root(), 'a.yml')]: OURS })).toEqual([]);
});
