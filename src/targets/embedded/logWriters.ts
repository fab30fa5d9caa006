import { readdir, readlink, realpath } from 'node:fs/promises';

/**
 * Ids of the processes whose standard output is one of these files: all that was started with it, whether or not the
 * launcher lived to record it, and whether or not the program that it started (a wrapper script) is still there.
 * Only where the system has /proc; elsewhere none.
 */
export async function writersOf(logs: readonly string[]): Promise<number[]> {
  const files = new Set(await Promise.all(logs.map((log) => realpath(log).catch(() => log))));
  const ids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  // A process of somebody else, and one that has ended, have no such link.
  const outputs = await Promise.all(ids.map((id) => readlink(`/proc/${id}/fd/1`).catch(() => '')));
  return ids.flatMap((id, i) => (files.has(outputs[i] ?? '') ? [Number(id)] : []));
}
