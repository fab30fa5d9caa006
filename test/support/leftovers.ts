import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { promisify } from 'node:util';

/** Runs docker; throws when it fails. */
export async function dockerLines(...args: string[]): Promise<string[]> {
  const { stdout } = await promisify(execFile)('docker', args);
  return stdout.split('\n').filter((line) => line !== '');
}

/**
 * Ids of the processes whose working directory is in or below a directory, as for those of the target `embedded`.
 * Without /proc, the ids in the stack's record.
 */
export async function processesIn(directory: string): Promise<number[]> {
  if (!existsSync('/proc/self/cwd')) return recordedProcesses(directory);
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const at = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => '')));
  return pids.filter((_, i) => at[i] === directory || at[i]?.startsWith(directory + sep));
}

/** Ids in `.bindstack/embedded/stack.json`; empty if there is no such file. */
export async function recordedProcesses(directory: string): Promise<number[]> {
  const text = await readFile(join(directory, '.bindstack/embedded/stack.json'), 'utf8').catch(
    () => undefined,
  );
  if (text === undefined) return [];
  return (JSON.parse(text) as { processes: { pid: number }[] }).processes.map(({ pid }) => pid);
}

/** Containers, networks or volumes of a Compose project, by name. */
export async function composeParts(
  kind: 'container' | 'network' | 'volume',
  project: string,
): Promise<string[]> {
  const filter = ['--filter', `label=com.docker.compose.project=${project}`];
  const format = ['--format', kind === 'container' ? '{{.Names}}' : '{{.Name}}'];
  return dockerLines(kind, 'ls', ...(kind === 'container' ? ['--all'] : []), ...filter, ...format);
}
