import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { foldersWithBackups, removeBackups } from '../../../src/targets/shared/backupFolders.ts';
import { newPlace } from '../../support/place.ts';

function folder(): string {
  const { directory } = newPlace();
  const path = join(directory, 'backups');
  mkdirSync(join(path, 'b1', 'node1'), { recursive: true });
  writeFileSync(join(path, 'b1', 'backup_config.json'), '{}');
  return path;
}

it('deletes the backups in a folder, and the folder if nothing else is in it', async () => {
  const path = folder();
  expect(await foldersWithBackups([path, '/nonexistent'])).toEqual([path]);
  await removeBackups(path);
  expect(existsSync(path)).toBe(false);
});

it('keeps everything else in the folder', async () => {
  const path = folder();
  writeFileSync(join(path, 'notes.txt'), 'mine');
  mkdirSync(join(path, 'photos'));
  await removeBackups(path);
  expect(readdirSync(path).sort()).toEqual(['notes.txt', 'photos']);
});
