import { readdir, readFile, readlink } from 'node:fs/promises';
import { basename } from 'node:path';

/** A process that listens on a port. */
export interface Listener {
  readonly pid: number;
  /** Of its program: `node`. */
  readonly name: string;
}

/** State of a socket that listens (include/net/tcp_states.h). */
const LISTEN = '0A';

/**
 * Inodes of the sockets that listen on a port, in the text of /proc/net/tcp or tcp6: a line is
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
 * The processes that listen on a port, as far as Linux shows them: those of other users to root only. No program
 * is run for it.
 */
export async function listenersOn(port: number): Promise<Listener[]> {
  const tables = await Promise.all(['tcp', 'tcp6'].map((name) => textOf(`/proc/net/${name}`)));
  const inodes = tables.flatMap((text) => listeningInodes(text, port));
  if (inodes.length === 0) return [];
  const sockets = new Set(inodes.map((inode) => `socket:[${inode}]`));
  const pids = (await namesIn('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      if (!(await holdsOne(`/proc/${pid}/fd`, sockets))) return [];
      return [{ pid: Number(pid), name: await programOf(pid) }];
    }),
  );
  return found.flat();
}

/** The name of the file that it runs: that of its main thread is its own choice (`MainThread`, Node 24). */
async function programOf(pid: string): Promise<string> {
  const file = await readlink(`/proc/${pid}/exe`).catch(() => '');
  const name = basename(file.replace(/ \(deleted\)$/, ''));
  return name || (await textOf(`/proc/${pid}/comm`)).trim() || 'a process';
}

async function holdsOne(directory: string, sockets: ReadonlySet<string>): Promise<boolean> {
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
