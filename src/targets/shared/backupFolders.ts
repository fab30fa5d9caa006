import { existsSync } from 'node:fs';
import { readdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure, reasonOf } from '../../errors.ts';
import { shellWord } from '../../formats/quoting.ts';

/** The names of the backups in a directory, in the layout of Weaviate's backup-filesystem: ID/backup_config.json. */
async function backupsIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() && isBackup(join(folder, entry.name)))
    .map(({ name }) => name);
}

function isBackup(path: string): boolean {
  return existsSync(join(path, 'backup_config.json'));
}

/** Those of some directories that contain backups. */
export async function foldersWithBackups(folders: readonly string[]): Promise<string[]> {
  const found = await Promise.all(
    folders.map(async (path) => ((await backupsIn(path)).length > 0 ? [path] : [])),
  );
  return found.flat();
}

/**
 * Deletes the backups in a directory, and the directory if it is empty then: it may be one of the user.
 * @throws Failure `cannot-delete` (failed); a container writes its backups as root
 */
export async function removeBackups(folder: string): Promise<void> {
  for (const name of await backupsIn(folder)) {
    const path = join(folder, name);
    await rm(path, { recursive: true, force: true }).catch((error: unknown) => {
      throw new Failure('failed', {
        code: 'cannot-delete',
        message: `${path} could not be deleted: ${reasonOf(error)}`,
        suggestion: `sudo rm -r ${shellWord(path)}`,
      });
    });
  }
  await rmdir(folder).catch(() => {});
}
