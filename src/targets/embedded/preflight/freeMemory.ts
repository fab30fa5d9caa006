import { readFile } from 'node:fs/promises';
import { readableSize } from '../../../formats/size.ts';
import { type CheckResult, checking } from '../../shared/preflight/report.ts';

/** Bytes. */
export interface FreeMemory {
  readonly available: number;
  readonly swap: number;
}

/** What /proc/meminfo says (proc_meminfo(5)): MemAvailable is what programs can have without swapping. */
export function parseMemInfo(text: string): FreeMemory | undefined {
  const kib = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1]);
  const available = kib('MemAvailable') * 1024;
  return Number.isNaN(available) ? undefined : { available, swap: (kib('SwapFree') || 0) * 1024 };
}

/** Undefined where there is no /proc. */
export async function lookAtFreeMemory(): Promise<FreeMemory | undefined> {
  return readFile('/proc/meminfo', 'utf8').then(parseMemInfo, () => undefined);
}

/** @param least bytes that the stack needs to start */
export function decideFreeMemory(
  free: FreeMemory | undefined,
  least: number,
  isRunning: boolean,
): CheckResult {
  const check = checking('free-memory', 'free memory', `${readableSize(least)} now`);
  if (isRunning) return check.skip('the stack runs already, and has its memory');
  if (free === undefined) return check.skip('this system does not tell how much is free');
  const found = `${readableSize(free.available)} free${free.swap > 0 ? `, ${readableSize(free.swap)} of swap` : ''}`;
  const end = 'end programs that use much: ps aux --sort=-rss | head';
  if (free.available >= least) return check.pass(found);
  return free.available + free.swap < least ? check.fail(found, end) : check.warn(found, end);
}
