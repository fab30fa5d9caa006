import { readFile } from 'node:fs/promises';
import { type CheckResult, checking } from './report.ts';

/** What Weaviate's memory-mapped segments are recommended; its chart sets twice as much (weaviate/weaviate#2945). */
const ENOUGH = 262_144;

/** Undefined on a system without it. */
export async function lookAtMapCount(): Promise<number | undefined> {
  return readFile('/proc/sys/vm/max_map_count', 'utf8').then(Number, () => undefined);
}

/** Whether a process may map enough files. Containers have the value of their kernel, and cannot set it. */
export function decideMapCount(count: number | undefined): CheckResult {
  const check = checking('max-map-count', 'vm.max_map_count', `${ENOUGH} for large collections`);
  if (count === undefined || Number.isNaN(count)) return check.skip('not on this system');
  return count < ENOUGH
    ? check.warn(
        `${count}`,
        `sudo sysctl -w vm.max_map_count=${ENOUGH} (for good: a line in /etc/sysctl.d/99-weaviate.conf)`,
      )
    : check.pass(`${count}`);
}
