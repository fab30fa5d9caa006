import { readdir, readFile, readlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { basename } from 'node:path';

/** Whether a port can be opened: yes; it is in use; the address is not of this machine; only root may open it. */
export type PortState = 'free' | 'taken' | 'no-address' | 'forbidden';

/** Opens a port for a moment; returns the system's error code if that fails. */
export async function openError(port: number, host: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', ({ code = 'unknown' }: NodeJS.ErrnoException) => resolve(code));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}

/** The port state for a system error code. */
export function portStateOfError(code: string | undefined): PortState {
  if (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT' || code === 'EINVAL') return 'no-address';
  return code === 'EACCES' || code === 'EPERM' ? 'forbidden' : 'taken';
}

/** Opens a port for a moment. */
export async function portState(port: number, host: string): Promise<PortState> {
  const fault = await openError(port, host);
  return fault === undefined ? 'free' : portStateOfError(fault);
}

/** The same on all interfaces, including IPv6 if the machine has it: Go's servers listen on both. */
export async function portStateEverywhere(port: number): Promise<PortState> {
  const both = await portState(port, '::');
  return both === 'no-address' ? portState(port, '0.0.0.0') : both;
}

/** The last port that only root may open. */
const LAST_PRIVILEGED_PORT = 1023;

/** How many ports after one that is in use are tried. */
const SEARCH_RANGE = 20;

/**
 * The next free port, for a suggestion.
 * @param avoided other ports of the stack
 */
export async function nextFreePort(port: number, avoided: ReadonlySet<number>): Promise<number | undefined> {
  const first = Math.max(port, LAST_PRIVILEGED_PORT) + 1;
  const last = Math.min(first + SEARCH_RANGE, 65_535);
  for (let candidate = first; candidate <= last; candidate += 1) {
    if (!avoided.has(candidate) && (await portStateEverywhere(candidate)) === 'free') return candidate;
  }
  return undefined;
}

/** A process that listens on a port. */
export interface Listener {
  readonly pid: number;
  /** Name of its program: `node`. */
  readonly name: string;
}

/** State of a listening socket (include/net/tcp_states.h). */
const LISTEN = '0A';

/**
 * Inodes of the sockets that listen on a port, from /proc/net/tcp or tcp6. Each line is
 * `sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout inode …`, with hexadecimal addresses.
 */
export function listeningInodes(text: string, port: number): string[] {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0');
  return text.split('\n').flatMap((line) => {
    const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
    return state === LISTEN && local.endsWith(`:${wanted}`) ? [inode] : [];
  });
}

/**
 * The processes that listen on a port. Linux shows processes of other users only to root; other systems show none.
 * Runs no program.
 */
export async function listenersOn(port: number): Promise<Listener[]> {
  const tables = await Promise.all(['tcp', 'tcp6'].map((name) => textOf(`/proc/net/${name}`)));
  const inodes = tables.flatMap((text) => listeningInodes(text, port));
  if (inodes.length === 0) return [];
  const sockets = new Set(inodes.map((inode) => `socket:[${inode}]`));
  const pids = (await namesIn('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      if (!(await hasOpenSocket(`/proc/${pid}/fd`, sockets))) return [];
      return [{ pid: Number(pid), name: await programOf(pid) }];
    }),
  );
  return found.flat();
}

/** The name of its executable; a program can rename its main thread (`MainThread` in Node 24). */
async function programOf(pid: string): Promise<string> {
  const file = await readlink(`/proc/${pid}/exe`).catch(() => '');
  const name = basename(file.replace(/ \(deleted\)$/, ''));
  return name || (await textOf(`/proc/${pid}/comm`)).trim() || 'a process';
}

async function hasOpenSocket(directory: string, sockets: ReadonlySet<string>): Promise<boolean> {
  const targets = await Promise.all(
    (await namesIn(directory)).map((name) => readlink(`${directory}/${name}`).catch(() => '')),
  );
  return targets.some((target) => sockets.has(target));
}

async function textOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}

async function namesIn(directory: string): Promise<string[]> {
  return readdir(directory).catch(() => []);
}
