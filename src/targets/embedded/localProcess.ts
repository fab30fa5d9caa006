import { spawn } from 'node:child_process';
import { open, readdir, readFile, readlink, realpath } from 'node:fs/promises';
import { now, sleep } from '../../clock.ts';
import { Failure } from '../../errors.ts';
import { isRunning, startTimeOf } from '../../processIdentity.ts';
import type { ProcessRecord } from '../../saved/localStack.ts';
import type { LayerState } from '../shared/waitFor.ts';

export interface DetachedCommand {
  readonly service: ProcessRecord['service'];
  readonly command: string;
  readonly args: readonly string[];
  /** The whole environment: nothing is inherited, so a stray variable of the shell has no effect. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Absolute path; an existing file is overwritten. */
  readonly log: string;
}

/** Starts a process that keeps running after bindstack exits; its output goes to a file of mode 0600. */
export async function startDetached(spec: DetachedCommand): Promise<ProcessRecord> {
  const log = await open(spec.log, 'w', 0o600);
  try {
    const child = spawn(spec.command, spec.args, {
      cwd: spec.cwd,
      env: spec.env,
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    });
    await new Promise((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
    child.unref();
    const pid = child.pid ?? 0;
    return { service: spec.service, pid, start: (await startTimeOf(pid)) ?? 'ended', log: spec.log };
  } catch (error) {
    throw new Failure(
      'environment',
      {
        code: 'cannot-start',
        message: `cannot start ${spec.command}`,
        detail: error instanceof Error ? error.message : undefined,
        suggestion: 'check that the file exists and is executable on this machine',
      },
      { cause: error },
    );
  } finally {
    await log.close();
  }
}

/** Milliseconds to wait for a process to exit after each signal. */
const GRACE_PERIODS = { SIGTERM: 30_000, SIGKILL: 5_000 } as const;

/**
 * Stops a recorded process and everything it has started (the program may be a wrapper script): SIGTERM, then SIGKILL.
 * An unrelated process that has the same id by now is left alone.
 */
export async function stopDetached(record: ProcessRecord): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    const deadline = now() + GRACE_PERIODS[signal];
    const signaled = new Set<number>();
    for (
      let left = await runningIds(record);
      left.length > 0 && now() < deadline;
      left = await runningIds(record)
    ) {
      // Each process once, new ones included: a script may start the server while it is being stopped.
      for (const pid of left) if (!signaled.has(pid)) signalProcess(pid, signal);
      for (const pid of left) signaled.add(pid);
      await sleep(50);
    }
  }
}

/**
 * Ids to signal for a recorded process: its process group (negative) while it runs, otherwise the processes that still
 * write to its log.
 */
async function runningIds(record: ProcessRecord): Promise<number[]> {
  return (await isRunning(record)) ? [-record.pid] : processesWritingTo([record.log]);
}

/** @param pid negative for a process group */
function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // It has exited in the meantime.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** The last lines in the log of a process. */
export async function lastLines({ log }: ProcessRecord, count = 5): Promise<string> {
  const text = await readFile(log, 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-count).join('\n');
}

/** Whether a process failed because another program took one of its ports after they were found to be free. */
export async function isPortTaken(
  process: ProcessRecord,
  firstPort: number,
  count: number,
): Promise<boolean> {
  const log = await lastLines(process, 20);
  const taken = [...log.matchAll(/:(\d+): bind: address already in use/g)].map(([, port]) => Number(port));
  return taken.some((port) => port >= firstPort && port < firstPort + count);
}

/**
 * Ids of the processes whose standard output is one of these files: everything started with it, even if bindstack was
 * killed before it recorded the process, or if the program that it started (a wrapper script) has exited. Empty on
 * systems without /proc.
 */
export async function processesWritingTo(logs: readonly string[]): Promise<number[]> {
  const files = new Set(await Promise.all(logs.map((log) => realpath(log).catch(() => log))));
  const ids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  // There is no link that can be read if the process belongs to another user, has no standard output or has exited.
  const outputs = await Promise.all(ids.map((id) => readlink(`/proc/${id}/fd/1`).catch(() => undefined)));
  return ids.filter((_, i) => outputs[i] !== undefined && files.has(outputs[i])).map(Number);
}

/** The result of a probe, or `failed` as soon as a process that the layer needs has exited. */
export async function unlessExited(
  processes: readonly ProcessRecord[],
  probe: () => Promise<LayerState>,
): Promise<LayerState> {
  for (const process of [...processes].reverse()) {
    if (!(await isRunning(process))) {
      return { state: 'failed', detail: `the process ${process.service} has exited` };
    }
  }
  return probe();
}
