import { openError } from '../shared/preflight/portState.ts';

/** Whether a port can be opened on an address. */
export async function isFree(port: number, host: string): Promise<boolean> {
  return (await openError(port, host)) === undefined;
}

/** Below the range of ephemeral ports, so no outgoing connection takes a port between the check and its use. */
const LOWEST = 20_000;
const HIGHEST = 32_000;

/** Ports per process. */
const SHARE = 16;

/**
 * Ports are only held once they are used. So each process begins at another place, and never returns a port again:
 * stacks that start at the same time do not choose the same ones.
 */
let next = LOWEST + SHARE * (process.pid % Math.floor((HIGHEST - LOWEST) / SHARE));

/** Consecutive ports that are free on every interface, others each time. */
export async function freePorts(count: number): Promise<number[]> {
  for (;;) {
    if (next + count > HIGHEST) next = LOWEST;
    const first = next;
    next += count;
    const ports = Array.from({ length: count }, (_, i) => first + i);
    const free = await Promise.all(ports.map((port) => isFree(port, '0.0.0.0')));
    if (free.every(Boolean)) return ports;
  }
}
