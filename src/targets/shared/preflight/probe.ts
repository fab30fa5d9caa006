import { openFault } from '../../embedded/ports.ts';

/** Whether a port can be opened: it can, it is taken, the address is another machine's, or only root may. */
export type Probe = 'free' | 'taken' | 'no-address' | 'forbidden';

/** What the system says, in these words. */
export function probeOfError(code: string | undefined): Probe {
  if (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT' || code === 'EINVAL') return 'no-address';
  return code === 'EACCES' || code === 'EPERM' ? 'forbidden' : 'taken';
}

/** Opens a port for a moment. */
export async function probe(port: number, host: string): Promise<Probe> {
  const fault = await openFault(port, host);
  return fault === undefined ? 'free' : probeOfError(fault);
}

/** The same on every interface, of IPv6 too where the machine has it: Go's servers listen on both at once. */
export async function probeEverywhere(port: number): Promise<Probe> {
  const both = await probe(port, '::');
  return both === 'no-address' ? probe(port, '0.0.0.0') : both;
}

/** Last port that is root's. */
const PRIVILEGED = 1023;

/** How far from a taken port a free one is looked for. */
const REACH = 20;

/**
 * The next free port, for a suggestion.
 * @param avoided ports that something else of the stack wants
 */
export async function nextFree(port: number, avoided: ReadonlySet<number>): Promise<number | undefined> {
  const first = Math.max(port, PRIVILEGED) + 1;
  const last = Math.min(first + REACH, 65_535);
  for (let candidate = first; candidate <= last; candidate += 1) {
    if (!avoided.has(candidate) && (await probeEverywhere(candidate)) === 'free') return candidate;
  }
  return undefined;
}
