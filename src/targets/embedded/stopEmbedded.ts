import { existsSync } from 'node:fs';
import { readdir, rm, rmdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { Context } from '../../context.ts';
import { removeAbandonedLock, withLock } from '../../files/lock.ts';
import type { StackConfig } from '../../options/table.ts';
import { isRunning } from '../../processIdentity.ts';
import {
  BACKUPS_DIRECTORY,
  backupsPathOf,
  EMBEDDED_DIRECTORY,
  readRecord,
  removeRecord,
} from '../../saved/localStack.ts';
import { foldersWithBackups, removeBackups } from '../shared/backupFolders.ts';
import type { DestroyOptions, DestroyPlan } from '../target.ts';
import { stopDetached } from './localProcess.ts';
import { unrecordedProcesses } from './runningStack.ts';

/**
 * Stops the local processes of a directory, Weaviate first; its data is kept.
 * @returns names of the services that were stopped
 */
export async function downEmbedded(context: Pick<Context, 'cwd' | 'out'>): Promise<string[]> {
  if (!existsSync(join(context.cwd, EMBEDDED_DIRECTORY))) {
    // Left by an `up` that was killed before it had started anything.
    await removeAbandonedLock(context.cwd, 'embedded');
    return [];
  }
  return withLock(context.cwd, 'embedded', { waitMs: 0 }, () => stop(context));
}

async function stop({ cwd, out }: Pick<Context, 'cwd' | 'out'>): Promise<string[]> {
  const recorded = (await readRecord(cwd))?.processes ?? [];
  const stopped: string[] = [];
  for (const process of [...recorded, ...(await unrecordedProcesses(cwd, recorded))].reverse()) {
    if (!(await isRunning(process))) continue;
    const step = out.step(`stopping ${process.service}`);
    await stopDetached(process);
    step.done(`stopped ${process.service}`);
    if (!stopped.includes(process.service)) stopped.push(process.service);
  }
  await removeRecord(cwd);
  return stopped;
}

type StopContext = Pick<Context, 'cwd' | 'out'>;

/**
 * The running processes of a directory, its folder with data and logs, and its backups, which are only deleted on
 * request.
 */
export async function planDestroyEmbedded(
  context: StopContext,
  options: DestroyOptions,
  config: StackConfig | undefined,
): Promise<DestroyPlan> {
  const { cwd } = context;
  const recorded = (await readRecord(cwd))?.processes ?? [];
  const processes: string[] = [];
  for (const process of [...recorded, ...(await unrecordedProcesses(cwd, recorded))]) {
    if (await isRunning(process)) processes.push(`process ${process.pid} (${process.service})`);
  }
  const entries = await entriesOf(cwd);
  const others = config ? [backupsPathOf(config, cwd)] : [];
  const folders = await foldersWithBackups([...new Set([resolve(cwd, BACKUPS_DIRECTORY), ...others])]);
  const backups = folders.map((path) => `directory ${path}, with the backups in it`);
  return {
    parts: [
      ...processes,
      ...(entries.length > 0 ? [`directory ${EMBEDDED_DIRECTORY}, with the data in it`] : []),
      ...(options.backups ? backups : []),
    ],
    kept: options.backups ? [] : backups,
    async run() {
      await downEmbedded(context);
      if (options.backups) for (const path of folders) await removeBackups(path);
      for (const name of await entriesOf(cwd)) {
        await rm(join(cwd, EMBEDDED_DIRECTORY, name), { recursive: true, force: true });
      }
      // Not if there are backups in it.
      await rmdir(join(cwd, EMBEDDED_DIRECTORY)).catch(() => {});
    },
  };
}

/** Everything in the folder apart from backups. */
async function entriesOf(cwd: string): Promise<string[]> {
  const entries = await readdir(join(cwd, EMBEDDED_DIRECTORY)).catch(() => []);
  const hasBackups = (await foldersWithBackups([resolve(cwd, BACKUPS_DIRECTORY)])).length > 0;
  return entries.filter((name) => !(hasBackups && name === basename(BACKUPS_DIRECTORY)));
}
