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

/** The log file of a service. */
export function logPath(root: string, service: ProcessRecord['service']): string {
  return join(root, EMBEDDED_DIRECTORY, `${service}.log`);
}

/**
 * Processes of a directory that are running but not in its record: started just before bindstack was killed, or left
 * behind by a wrapper script.
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
  const unrecorded = await Promise.all(found.flat());
  return unrecorded.filter(({ pid, start }) => start !== 'ended' && !known.some((one) => one.pid === pid));
}

/**
 * The stack of a directory, if all of it is running. Otherwise stops what is left of it (after a launch that was killed
 * or a server that has crashed), removes its record and returns undefined.
 */
export async function findRunningStack(root: string): Promise<StackRecord | undefined> {
  const record = await readRecord(root);
  const processes = record?.processes ?? [];
  const alive = await Promise.all(processes.map(isRunning));
  if (alive.length > 0 && alive.every(Boolean) && processes.some((p) => p.service === 'weaviate'))
    return record;

  for (const process of [...processes, ...(await unrecordedProcesses(root, processes))])
    await stopDetached(process);
  if (record) await removeRecord(root);
  return undefined;
}
