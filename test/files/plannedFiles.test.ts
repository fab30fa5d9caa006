import { describe, expect, it } from 'vitest';
import { sha256 } from '../../src/files/manifest.ts';
import { planDiff, planFiles } from '../../src/files/plannedFiles.ts';
import { directoryForTests, fill } from '../support/directory.ts';
import { failureOf } from '../support/failure.ts';

const directory = directoryForTests();
const OURS = { 'a.yml': sha256('ours\n') };

describe('planFiles', () => {
  it.each([
    // on disk, in the manifest, state, foreign
    [undefined, {}, 'new', false],
    [undefined, OURS, 'new', false],
    ['text\n', {}, 'unchanged', false],
    ['text\n', OURS, 'unchanged', false],
    ['ours\n', OURS, 'changed', false],
    ['ours\n', {}, 'changed', true],
    ['edited\n', OURS, 'changed', true],
    ['ours\r\n', OURS, 'changed', true],
    ['', {}, 'changed', true],
  ])('%j on disk with the manifest %j is %s, foreign %j', async (before, manifest, state, foreign) => {
    if (before !== undefined) await fill(directory(), { 'a.yml': before });
    const plan = await planFiles(directory(), [{ path: 'a.yml', text: 'text\n' }], manifest);
    expect(plan).toEqual([{ path: 'a.yml', text: 'text\n', state, foreign, before }]);
  });

  it('refuses to overwrite a directory', async () => {
    await fill(directory(), { 'a.yml/': '' });
    const failure = await failureOf(() => planFiles(directory(), [{ path: 'a.yml', text: '' }], {}));
    expect(failure).toMatchObject({ exitCode: 3, code: 'is-a-directory' });
  });

  it('fails if the directory is a file', async () => {
    await fill(directory(), { folder: '' });
    const failure = await failureOf(() => planFiles(directory(), [{ path: 'folder/a', text: '' }], {}));
    expect(failure).toMatchObject({ exitCode: 5, code: 'cannot-read' });
  });
});

describe('planDiff', () => {
  const file = { path: 'a.yml', foreign: false } as const;

  it.each([
    ['nothing for an unchanged file', 'unchanged', 'a\n', 'a\n', ''],
    ['a new file', 'new', undefined, 'a\nb\n', '--- /dev/null\n+++ b/a.yml\n@@ -0,0 +1,2 @@\n+a\n+b\n'],
    [
      'a changed line',
      'changed',
      'a\nb\nc\n',
      'a\nB\nc\n',
      '--- a/a.yml\n+++ b/a.yml\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n',
    ],
    [
      'a missing line break at the end',
      'changed',
      'a',
      'a\n',
      '--- a/a.yml\n+++ b/a.yml\n@@ -1,1 +1,1 @@\n-a\n\\ No newline at end of file\n+a\n',
    ],
  ] as const)('shows %s', (_what, state, before, text, expected) => {
    expect(planDiff({ ...file, state, before, text })).toBe(expected);
  });

  it('shows three lines around a change', () => {
    const lines = Array.from({ length: 20 }, (_, i) => `line ${i}\n`);
    const before = lines.join('');
    const diff = planDiff({ ...file, state: 'changed', before, text: before.replace('line 10', 'LINE') });
    expect(diff.split('\n').slice(3, 6)).toEqual([' line 7', ' line 8', ' line 9']);
    expect(diff).not.toContain('line 6');
  });
});
