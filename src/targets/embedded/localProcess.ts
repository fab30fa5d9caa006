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
  /** The whole environment: nothing is inherited, so that a stray variable of the shell cannot reconfigure it. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Absolute; begun anew. */
  readonly log: string;
}

/** Starts a process that outlives bindstack, with its output in a file of mode 0600. */
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
        suggestion: 'see whether the file exists and may be executed on this machine',
      },
      { cause: error },
    );
  } finally {
    await log.close();
  }
}

/** Milliseconds that a process has for its own ending before it is killed, and then for being dead. */
const GRACE_PERIODS = { SIGTERM: 30_000, SIGKILL: 5_000 } as const;

/**
 * Ends a recorded process with all that it has started (the program may be a wrapper script): asks, waits, then
 * kills. Another process under the same id is left alone.
 */
export async function stopDetached(record: ProcessRecord): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    const deadline = now() + GRACE_PERIODS[signal];
    const asked = new Set<number>();
    for (
      let left = await runningIds(record);
      left.length > 0 && now() < deadline;
      left = await runningIds(record)
    ) {
      // Each once, and what is new as well: a script may start the server while it is told to end.
      for (const pid of left) if (!asked.has(pid)) signalProcess(pid, signal);
      for (const pid of left) asked.add(pid);
      await sleep(50);
    }
  }
}

/** What runs of a recorded process: its group, as a negative id; once it has ended, what still writes to its log. */
async function runningIds(record: ProcessRecord): Promise<number[]> {
  return (await isRunning(record)) ? [-record.pid] : processesWritingTo([record.log]);
}

/** @param pid negative for a process group */
function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // It has ended meanwhile, which is what was wanted.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** The last lines of a process's log. */
export async function lastLines({ log }: ProcessRecord, count = 5): Promise<string> {
  const text = await readFile(log, 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-count).join('\n');
}

/** Whether another program has taken one of a process's ports between the look at them and its start. */
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
 * Ids of the processes whose standard output is one of these files: all that was started with it, whether or not the
 * launcher lived to record it, and whether or not the program that it started (a wrapper script) is still there.
 * Only where the system has /proc; elsewhere none.
 */
export async function processesWritingTo(logs: readonly string[]): Promise<number[]> {
  const files = new Set(await Promise.all(logs.map((log) => realpath(log).catch(() => log))));
  const ids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  // A process of somebody else, and one that has ended, have no such link.
  const outputs = await Promise.all(ids.map((id) => readlink(`/proc/${id}/fd/1`).catch(() => '')));
  return ids.flatMap((id, i) => (files.has(outputs[i] ?? '') ? [Number(id)] : []));
}

/** A look that also sees when one of the processes has ended that the layer needs. */
export async function unlessExited(
  processes: readonly ProcessRecord[],
  probe: () => Promise<LayerState>,
): Promise<LayerState> {
  for (const process of [...processes].reverse()) {
    if (!(await isRunning(process))) {
      return { state: 'failed', detail: `the process of ${process.service} has ended` };
    }
  }
  return probe();
}
