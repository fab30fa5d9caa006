import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { IgnoreRules } from '../../src/media/ignoreRules.ts';
import { walk } from '../../src/media/walk.ts';
import { directoryForTests, fill } from '../support/directory.ts';

const directory = directoryForTests();

async function walked(within = ''): Promise<string[]> {
  const found: string[] = [];
  for await (const one of walk(directory(), new IgnoreRules(directory()), within))
    found.push('problem' in one ? `${one.path} ${one.problem.message}` : one.path);
  return found;
}

it('finds files in all folders, and leaves out what is hidden, and links', async () => {
  const empty = ['a.txt', 'b/c.txt', '.d', '.bindstack/e.txt', 'b/.f/g'];
  await fill(directory(), Object.fromEntries(empty.map((name) => [name, ''])));
  await symlink(join(directory(), 'a.txt'), join(directory(), 'link.txt'));
  await symlink(directory(), join(directory(), 'b', 'loop'));
  await symlink('/nowhere', join(directory(), 'broken'));
  expect(await walked()).toEqual(['a.txt', 'b/c.txt']);
  expect(await walked('b')).toEqual(['b/c.txt']);
  expect(await walked('a.txt')).toEqual(['a.txt']);
});

it.each([
  ['patterns', { '.bindstackignore': '*.tmp\nbuild/\n' }, ['keep.txt', 'one/keep.txt', 'one/two/keep.txt']],
  [
    'a nested file that takes a name back',
    { '.bindstackignore': '*.tmp\nbuild', 'one/.bindstackignore': '!*.tmp' },
    ['keep.txt', 'one/a.tmp', 'one/keep.txt', 'one/two/a.tmp', 'one/two/keep.txt'],
  ],
  [
    'paths from the folder of the file',
    { 'one/.bindstackignore': '/keep.txt\ntwo/*\n', '.bindstackignore': 'build\n*.tmp' },
    ['keep.txt'],
  ],
  [
    'a folder that cannot be taken back',
    { '.bindstackignore': 'one\nbuild\n*.tmp', 'one/.bindstackignore': '!keep.txt' },
    ['keep.txt'],
  ],
])('reads .bindstackignore: %s', async (_, ignored, expected) => {
  const names = [
    'keep.txt',
    'a.tmp',
    'build/x',
    'one/keep.txt',
    'one/a.tmp',
    'one/two/keep.txt',
    'one/two/a.tmp',
  ];
  await fill(directory(), { ...Object.fromEntries(names.map((name) => [name, ''])), ...ignored });
  expect(await walked()).toEqual(expected);
  const rules = new IgnoreRules(directory());
  const kept: string[] = [];
  for (const name of names) if (!(await rules.ignoresFile(name))) kept.push(name);
  expect(kept.sort()).toEqual(expected);
});

it('applies the rules of a folder to a part of it', async () => {
  await fill(directory(), { '.bindstackignore': '*.tmp', 'one/a.tmp': '', 'one/b.txt': '', 'c.txt': '' });
  expect(await walked('one')).toEqual(['one/b.txt']);
});

it('gives odd names as they are', async () => {
  const names = ['a b', 'q\'"', 'new\nline', '🐶', 'שלום', 'back\\slash'];
  await fill(directory(), Object.fromEntries(names.map((name) => [name, ''])));
  expect((await walked()).sort()).toEqual(names.sort());
});

it.runIf(process.platform === 'linux')('reports names that are not UTF-8', async () => {
  await writeFile(Buffer.concat([Buffer.from(`${directory()}/x`), Buffer.of(0xff)]), '');
  expect(await walked()).toEqual(['x\ufffd has a name that is not valid UTF-8']);
});
