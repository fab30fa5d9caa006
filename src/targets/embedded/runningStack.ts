import { join } from 'node:path';
import { isRunning, startTimeOf } from '../../processIdentity.ts';
import {
  EMBEDDED_DIRECTORY,
  type ProcessRecord,
  readRecord,
  removeRecord,
  SERVICES,
  type StackRecord,
} from '../../saved/localStack.ts';
import { processesWritingTo, stopDetached } from './localProcess.ts';

/** Where a service of a directory's stack writes to. */
export function logPath(root: string, service: ProcessRecord['service']): string {
  return join(root, EMBEDDED_DIRECTORY, `${service}.log`);
}

/**
 * Processes of a directory that run and that its record does not name: what a launcher has started in the moment in
 * which it was killed, or what a wrapper script has left behind.
 */
export async function unrecordedProcesses(
  root: string,
  known: readonly ProcessRecord[],
): Promise<ProcessRecord[]> {
  const found = await Promise.all(
    SERVICES.map(async (service) => {
      const log = logPath(root, service);
      const ids = await processesWritingTo([log]);
      return ids.map(async (pid) => ({ service, pid, start: (await startTimeOf(pid)) ?? 'ended', log }));
    }),
  );
  const strays = await Promise.all(found.flat());
  return strays.filter(({ pid, start }) => start !== 'ended' && !known.some((one) => one.pid === pid));
}

/**
 * The stack of a directory that runs as a whole. What is left of one that does not, from a launch that was
 * killed or a server that has crashed, is stopped and forgotten.
 */
export async function findRunningStack(root: string): Promise<StackRecord | undefined> {
  const record = await readRecord(root);
  const processes = record?.processes ?? [];
  const alive = await Promise.all(processes.map(isRunning));
  if (alive.length > 0 && alive.every(Boolean) && processes.some((p) => p.service === 'weaviate'))
    return record;
  // Left over from a launch that was killed, or half of it has crashed: begin again.
  for (const process of [...processes, ...(await unrecordedProcesses(root, processes))])
    await stopDetached(process);
  if (record) await removeRecord(root);
  return undefined;
}
