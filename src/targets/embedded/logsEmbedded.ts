import { open, readFile, stat } from 'node:fs/promises';
import { sleep } from '../../clock.ts';
import type { Context } from '../../context.ts';
import { Failure } from '../../errors.ts';
import { exists } from '../../files/directories.ts';
import { type ProcessRecord, readRecord, SERVICES } from '../../saved/localStack.ts';
import { type LogRequest, readableLine, unknownService } from '../shared/logs.ts';
import { logPath } from './runningStack.ts';

/** Milliseconds between two reads of a log that is followed. */
const POLL_INTERVAL = 300;

/**
 * Prints the logs of the local processes of a directory, also of those that have exited; with `follow`, until it is interrupted.
 * @param start the command that starts the stack, for the error if there are no logs
 */
export async function printEmbeddedLogs(
  { cwd, out, signal }: Pick<Context, 'cwd' | 'out' | 'signal'>,
  { service, tail, follow, raw }: LogRequest,
  start: () => Promise<string>,
): Promise<void> {
  const processes = (await readRecord(cwd))?.processes ?? (await writtenLogs(cwd));
  const selected = processes.filter((process) => service === undefined || process.service === service);
  if (selected.length === 0) {
    if (service !== undefined)
      throw unknownService(
        service,
        processes.map((process) => process.service),
      );
    throw new Failure('failed', {
      code: 'no-logs',
      message: 'there are no logs: nothing was started from this directory',
      suggestion: await start(),
    });
  }
  const width = Math.max(...selected.map((process) => process.service.length));
  const tails = selected.map(({ service: name, log }) => {
    const prefix = selected.length > 1 ? `${name.padEnd(width)} | ` : '';
    return new FileTail(log, (line) =>
      raw ? out.data(`${prefix}${line}`) : out.foreign(`${prefix}${readableLine(line)}`),
    );
  });
  for (const one of tails) await one.printLast(tail === 'all' ? Number.POSITIVE_INFINITY : Number(tail));
  while (follow && !signal.aborted) {
    await sleep(POLL_INTERVAL, signal).catch(() => {});
    for (const one of tails) await one.printNew();
  }
}

/** The logs that a stopped stack or a failed launch has left. */
async function writtenLogs(root: string): Promise<Pick<ProcessRecord, 'service' | 'log'>[]> {
  const all = SERVICES.map((service) => ({ service, log: logPath(root, service) }));
  const written = await Promise.all(all.map(({ log }) => exists(log)));
  return all.filter((_, index) => written[index]);
}

/** Prints the lines of a file that grows. */
class FileTail {
  readonly #path: string;
  readonly #print: (line: string) => void;
  #offset = 0;
  #rest = '';

  constructor(path: string, print: (line: string) => void) {
    this.#path = path;
    this.#print = print;
  }

  async printLast(count: number): Promise<void> {
    const content = await readFile(this.#path).catch(() => Buffer.alloc(0));
    this.#offset = content.length;
    const lines = content.toString('utf8').split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of count === 0 ? [] : lines.slice(-count)) this.#print(line);
  }

  /** Prints the lines written since the last call. */
  async printNew(): Promise<void> {
    const size = await stat(this.#path).then(
      (stats) => stats.size,
      () => 0,
    );
    // Another launch has overwritten the file.
    if (size < this.#offset) this.#offset = 0;
    if (size === this.#offset) return;
    const file = await open(this.#path, 'r');
    try {
      const part = Buffer.alloc(size - this.#offset);
      const { bytesRead } = await file.read(part, 0, part.length, this.#offset);
      this.#offset += bytesRead;
      const lines = (this.#rest + part.toString('utf8', 0, bytesRead)).split('\n');
      this.#rest = lines.pop() ?? '';
      for (const line of lines) this.#print(line);
    } finally {
      await file.close();
    }
  }
}
