import { execFile } from 'node:child_process';
import { access, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/**
 * When a process began, as the system words it: together with the id it names one process for good, while the
 * id alone is given to another one later. Undefined for a process that has ended.
 */
export async function startTimeOf(pid: number): Promise<string | undefined> {
  return process.platform === 'linux' ? startOnLinux(pid) : startByPs(pid);
}

/** Whether the very process that was recorded still runs. */
export async function isRunning({
  pid,
  start,
}: {
  readonly pid: number;
  readonly start: string;
}): Promise<boolean> {
  return (await startTimeOf(pid)) === start;
}

async function startOnLinux(pid: number): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // Fields after the command name, which may hold blanks and brackets itself (proc_pid_stat(5)): the state
    // is the first of them, the start time in clock ticks since boot the twentieth.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
  } catch {
    return (await hasProc()) ? undefined : startWithoutProc(pid);
  }
}

async function hasProc(): Promise<boolean> {
  return access('/proc/self/stat').then(
    () => true,
    () => false,
  );
}

/** In a chroot without /proc only the id names a process: better than to leave it behind as one that has ended. */
function startWithoutProc(pid: number): string | undefined {
  try {
    process.kill(pid, 0);
    return 'unknown';
  } catch {
    return undefined;
  }
}

async function startByPs(pid: number): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'lstart=', '-p', `${pid}`], {
      env: { LC_ALL: 'C' },
    });
    return stdout.trim() || undefined;
  } catch {
    return undefined;
  }
}
