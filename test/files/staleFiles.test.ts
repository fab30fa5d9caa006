import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { sha256, staleFiles } from '../../src/files/manifest.ts';
import { directoryForTests, fill } from '../support/directory.ts';

const directory = directoryForTests();
const OURS = sha256('ours\n');
const root = () => join(directory(), 'stack');

it('finds unedited files that are no longer wanted, and no others', async () => {
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
  ['above', '../outside.yml'],
  ['above by a detour', 'folder/../../outside.yml'],
  ['above by backslashes', '..\\outside.yml'],
  ['behind a link out', 'way/outside.yml'],
  ['a link out', 'link.yml'],
  ['a link to a file inside', 'inner.yml'],
  ['nothing', ''],
])('leaves alone what is %s: %s', async (_why, path) => {
  await fill(directory(), { 'outside.yml': 'ours\n', 'away/outside.yml': 'ours\n' });
  await fill(root(), { 'edited.yml': 'mine\n', 'folder/a.yml': 'ours\n', 'a.yml': 'ours\n' });
  await symlink(join(directory(), 'away'), join(root(), 'way'));
  await symlink(join(directory(), 'outside.yml'), join(root(), 'link.yml'));
  await symlink('a.yml', join(root(), 'inner.yml'));
  expect(await staleFiles(root(), [], { [path]: OURS })).toEqual([]);
});

it('leaves an absolute path alone, also one that lies inside', async () => {
  await fill(root(), { 'a.yml': 'ours\n' });
  expect(await staleFiles(root(), [], { [join(root(), 'a.yml')]: OURS })).toEqual([]);
});
