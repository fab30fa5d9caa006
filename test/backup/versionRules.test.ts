import { expect, it } from 'vitest';
import { versionVerdict } from '../../src/backup/versionRules.ts';

it.each([
  ['1.39.3', '1.39.3', 'fine'],
  ['1.38.14', '1.39.3', 'fine'],
  ['1.9.0', '1.39.3', 'fine'],
  ['1.39.4', '1.39.3', 'newer-patch'],
  ['1.40.0', '1.39.3', 'newer-minor'],
  ['2.0.0', '1.39.3', 'newer-minor'],
])('a backup of %s into %s: %s', (backup, server, kind) => {
  expect(versionVerdict(backup, server)).toEqual({ kind });
});
