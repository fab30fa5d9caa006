import { randomInt } from 'node:crypto';
import { openError } from '../shared/preflight/portState.ts';

/** Whether a port can be opened on an address. */
export async function isFree(port: number, host: string): Promise<boolean> {
  return (await openError(port, host)) === undefined;
}

/** Below the range of ephemeral ports, so no outgoing connection takes a port between the check and its use. */
const LOWEST = 20_000;
const HIGHEST = 32_000;

/** Consecutive ports that are free on every interface. */
export async function freePorts(count: number): Promise<number[]> {
  for (;;) {
    const first = randomInt(LOWEST, HIGHEST - count);
    const ports = Array.from({ length: count }, (_, i) => first + i);
    const free = await Promise.all(ports.map((port) => isFree(port, '0.0.0.0')));
    if (free.every(Boolean)) return ports;
  }
}
