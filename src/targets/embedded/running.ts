import { isRunning, stopDetached } from './detached.ts';
import { readRecord, removeRecord, type StackRecord } from './record.ts';
import { straysOf } from './strays.ts';

/**
 * The stack of a directory that runs as a whole. What is left of one that does not, from a launch that was
 * killed or a server that has crashed, is stopped and forgotten.
 */
export async function runningRecord(root: string): Promise<StackRecord | undefined> {
  const record = await readRecord(root);
  const processes = record?.processes ?? [];
  const alive = await Promise.all(processes.map(isRunning));
  if (alive.length > 0 && alive.every(Boolean) && processes.some((p) => p.service === 'weaviate'))
    return record;
  // Left over from a launch that was killed, or half of it has crashed: begin again.
  for (const process of [...processes, ...(await straysOf(root, processes))]) await stopDetached(process);
  if (record) await removeRecord(root);
  return undefined;
}

/** Ports of the stack that runs in a directory as local processes; none where nothing runs. Nothing is changed. */
export async function processPorts(root: string): Promise<number[]> {
  const record = await readRecord(root);
  if (!record) return [];
  const alive = await Promise.all(record.processes.map(isRunning));
  if (!alive.some(Boolean)) return [];
  return [record.http, `http://${record.grpc}`].map((url) => Number(new URL(url).port));
}
