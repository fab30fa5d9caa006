import { expect, it } from 'vitest';
import { isBackupId, newBackupId, versionInId } from '../../src/backup/backupId.ts';

const NOW = new Date('2026-11-30T22:15:07.999Z');

it.each([
  ['1.39.3', '2026-11-30-22-15-07-v1-39-3'],
  ['1.40.0-rc.1', '2026-11-30-22-15-07-v1-40-0-rc-1'],
])('the id of a backup of %s is %s', (version, id) => {
  expect(newBackupId(NOW, version)).toBe(id);
  expect(isBackupId(id)).toBe(true);
  expect(versionInId(id)).toBe(version.slice(0, 6));
});

it.each(['UP', '../up', 'a/b', '', 'a b', 'ü'])('%j is not an id', (text) => {
  expect(isBackupId(text)).toBe(false);
});

it.each([
  ['2026-11-30-22-15-07-v1-39-3-before-restore', '1.39.3'],
  ['nightly', undefined],
  ['2026-11-30-22-15-07', undefined],
  ['2026-11-30-22-15-07-v1-39-31x', undefined],
])('%s was made by %s', (id, version) => {
  expect(versionInId(id)).toBe(version);
});

it('an id says what the backup is for', () => {
  expect(newBackupId(NOW, '1.39.3', 'before-restore')).toBe('2026-11-30-22-15-07-v1-39-3-before-restore');
});
