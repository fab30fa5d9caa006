import { open, readFile, stat } from 'node:fs/promises';
import { sleep } from '../../clock.ts';
import type { Context } from '../../context.ts';
import { Failure } from '../../errors.ts';
import { readRecord } from '../../saved/localStack.ts';
import { type LogRequest, readableLine, unknownService } from '../shared/logs.ts';

/** Milliseconds between looks at a log that is followed. */
const POLL_INTERVAL = 300;

/** Prints the logs of a directory's local processes, until it is interrupted where they are followed. */
export async function printEmbeddedLogs(
  { cwd, out, signal }: Pick<Context, 'cwd' | 'out' | 'signal'>,
  { service, tail, follow, raw }: LogRequest,
): Promise<void> {
  const processes = (await readRecord(cwd))?.processes ?? [];
  const wanted = processes.filter((process) => service === undefined || process.service === service);
  if (wanted.length === 0) {
    if (service !== undefined)
      throw unknownService(
        service,
        processes.map((process) => process.service),
      );
    throw new Failure('failed', {
      code: 'no-logs',
      message: 'nothing was started here',
      suggestion: 'bindstack up --target embedded',
    });
  }
  const width = Math.max(...wanted.map((process) => process.service.length));
  const tails = wanted.map(({ service: name, log }) => {
    const prefix = wanted.length > 1 ? `${name.padEnd(width)} | ` : '';
    return new FileTail(log, (line) =>
      raw ? out.data(`${prefix}${line}`) : out.show(`${prefix}${readableLine(line)}`),
    );
  });
  for (const one of tails) await one.printLast(tail === 'all' ? Number.POSITIVE_INFINITY : Number(tail));
  while (follow && !signal.aborted) {
    await sleep(POLL_INTERVAL, signal).catch(() => {});
    for (const one of tails) await one.printNew();
  }
}

/** A file that grows, line by line. */
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

  /** What was written since the last look. */
  async printNew(): Promise<void> {
    const size = await stat(this.#path).then(
      (stats) => stats.size,
      () => 0,
    );
    // Begun anew by another launch.
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
