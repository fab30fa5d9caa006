import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import { handlebarsForEsbuild } from '../../scripts/handlebarsTemplates.js';
import type { Case } from './findFault.ts';
import type { Planted } from './plantedFaults.ts';
import type { Said } from './worker.ts';

/** Milliseconds that a command may take. One for a file of the corpus takes some. */
const LIMIT = 5000;

/** Milliseconds in which the thread reads its file. */
const START = 60_000;

interface Found {
  readonly text: string;
  /** Too slow, and nothing else. */
  readonly slow?: boolean;
  /** The thread that has run it is of no use any more. */
  readonly dead?: boolean;
}

interface Options {
  readonly planted?: Planted;
  readonly limit?: number;
}

/**
 * Tries files in a thread of its own, so that a command that never ends is a find like any other: this thread goes on
 * to watch it, ends it and starts another.
 */
export class Watched {
  readonly #options: Options;
  readonly #bundle: string;
  #worker: Worker | undefined;
  #said: (said: Said) => void = () => undefined;
  #died: (text: string) => void = () => undefined;

  /** @param bundle see `bundleWorker` */
  constructor(bundle: string, options: Options = {}) {
    this.#bundle = bundle;
    this.#options = options;
  }

  /** What is wrong with how the commands end on a file; undefined where nothing is. */
  async faultOf(one: Case): Promise<string | undefined> {
    const found = await this.#try(one);
    // A machine with other work may stop for seconds: what is slow twice is slow.
    return (found?.slow ? await this.#try(one) : found)?.text;
  }

  async end(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }

  async #try(one: Case): Promise<Found | undefined> {
    const { limit = LIMIT } = this.#options;
    let watch: NodeJS.Timeout | undefined;
    const found = await new Promise<Found | undefined>((resolve) => {
      let line = 'the thread';
      // Until it has begun a command it starts, which is none of theirs.
      let allowed = START;
      let begun = performance.now();
      let slow: Found | undefined;
      const look = () => {
        const spent = performance.now() - begun;
        if (spent > allowed) slow ??= { text: `${line} takes more than ${allowed} ms`, slow: true };
        // What comes to an end is waited for a little: its own fault says more.
        if (spent > allowed * 2) resolve(slow && { ...slow, dead: true });
      };
      watch = setInterval(look, limit / 20);
      this.#died = (text) => resolve({ text: `${line}: ${text}`, dead: true });
      this.#said = (said) => {
        look();
        if ('begun' in said) {
          begun = performance.now();
          line = said.begun;
          allowed = limit;
        } else resolve(said.fault === undefined ? slow : { text: said.fault });
      };
      this.#worker ??= this.#start();
      this.#worker.postMessage(one);
    });
    clearInterval(watch);
    if (found?.dead) await this.end();
    return found;
  }

  #start(): Worker {
    const worker = new Worker(this.#bundle, {
      workerData: { planted: this.#options.planted },
      resourceLimits: { maxOldGenerationSizeMb: 512 },
    });
    // One that was ended has nothing more to say.
    const isCurrent = () => worker === this.#worker;
    worker.on('message', (said: Said) => isCurrent() && this.#said(said));
    worker.on('error', (error) => isCurrent() && this.#died(error.stack ?? String(error)));
    worker.on('exit', () => isCurrent() && this.#died('ends the process'));
    return worker;
  }
}

/** The worker and the command in one file, since Node does not read TypeScript. */
export async function bundleWorker(folder: string): Promise<string> {
  const outfile = join(folder, 'worker.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('worker.ts', import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.17',
    define: { BINDSTACK_VERSION: '"0.0.0-test"' },
    plugins: [handlebarsForEsbuild],
    // For packages that are CommonJS.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return outfile;
}
