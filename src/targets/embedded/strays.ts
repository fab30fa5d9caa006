import { join } from 'node:path';
import { startOf } from '../../processIdentity.ts';
import { writersOf } from './logWriters.ts';
import { EMBEDDED_DIRECTORY, type ProcessRecord, SERVICES } from './record.ts';

/** Where a service of a directory's stack writes to. */
export function logOf(root: string, service: ProcessRecord['service']): string {
  return join(root, EMBEDDED_DIRECTORY, `${service}.log`);
}

/**
 * Processes of a directory that run and that its record does not name: what a launcher has started in the moment in
 * which it was killed, or what a wrapper script has left behind.
 */
export async function straysOf(root: string, known: readonly ProcessRecord[]): Promise<ProcessRecord[]> {
  const found = await Promise.all(
    SERVICES.map(async (service) => {
      const log = logOf(root, service);
      const ids = await writersOf([log]);
      return ids.map(async (pid) => ({ service, pid, start: (await startOf(pid)) ?? 'ended', log }));
    }),
  );
  const strays = await Promise.all(found.flat());
  return strays.filter(({ pid, start }) => start !== 'ended' && !known.some((one) => one.pid === pid));
}
