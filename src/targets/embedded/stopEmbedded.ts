import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from '../../context.ts';
import { removeAbandonedLock, withLock } from '../../files/lock.ts';
import { isRunning } from '../../processIdentity.ts';
import { EMBEDDED_DIRECTORY, readRecord, removeRecord } from '../../saved/localStack.ts';
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

/** The running processes of a directory, and its folder with data and logs. */
export async function embeddedResources({ cwd }: StopContext): Promise<string[]> {
  const resources: string[] = [];
  const recorded = (await readRecord(cwd))?.processes ?? [];
  for (const process of [...recorded, ...(await unrecordedProcesses(cwd, recorded))]) {
    if (await isRunning(process)) resources.push(`process ${process.pid} (${process.service})`);
  }
  const entries = await readdir(join(cwd, EMBEDDED_DIRECTORY)).catch(() => []);
  if (entries.length > 0) resources.push(`directory ${EMBEDDED_DIRECTORY}, with the data in it`);
  return resources;
}

export async function destroyEmbedded(context: StopContext): Promise<void> {
  await downEmbedded(context);
  await rm(join(context.cwd, EMBEDDED_DIRECTORY), { recursive: true, force: true });
}
