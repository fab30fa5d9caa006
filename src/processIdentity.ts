import { execFile } from 'node:child_process';
import { access, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/**
 * When a process started, in the format of the system. Together with the process ID, which may be reused, it identifies
 * a process uniquely. Undefined if the process has exited.
 */
export async function startTimeOf(pid: number): Promise<string | undefined> {
  return process.platform === 'linux' ? startTimeOnLinux(pid) : startTimeFromPs(pid);
}

/** Whether the recorded process is still running. */
export async function isRunning({
  pid,
  start,
}: {
  readonly pid: number;
  readonly start: string;
}): Promise<boolean> {
  return (await startTimeOf(pid)) === start;
}

async function startTimeOnLinux(pid: number): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The fields after the command name, which may contain spaces and parentheses (proc_pid_stat(5)): the first is the
    // state, the twentieth is the start time in clock ticks since boot.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
  } catch {
    return (await hasProc()) ? undefined : startTimeWithoutProc(pid);
  }
}

async function hasProc(): Promise<boolean> {
  return access('/proc/self/stat').then(
    () => true,
    () => false,
  );
}

/** In a chroot without /proc, a process is known by its ID only; treating it as ended would leave it running. */
function startTimeWithoutProc(pid: number): string | undefined {
  try {
    process.kill(pid, 0);
    return 'unknown';
  } catch {
    return undefined;
  }
}

async function startTimeFromPs(pid: number): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'lstart=', '-p', `${pid}`], {
      env: { LC_ALL: 'C' },
    });
    return stdout.trim() || undefined;
  } catch {
    return undefined;
  }
}
