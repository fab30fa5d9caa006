import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import { handlebarsForEsbuild } from '../../scripts/handlebarsTemplates.js';
import type { Case } from './findFault.ts';
import type { Planted } from './plantedFaults.ts';
import type { WorkerMessage } from './worker.ts';

/** The time limit of a command in milliseconds. A command on a file of the corpus takes a few. */
const LIMIT = 5000;

/** The time in milliseconds in which the thread must have loaded its file. */
const START = 60_000;

interface Found {
  readonly text: string;
  /** Whether the only fault is the time. */
  readonly slow?: boolean;
  /** Whether the thread cannot be used any more. */
  readonly dead?: boolean;
}

interface Options {
  readonly planted?: Planted;
  readonly limit?: number;
}

/**
 * Runs the commands in another thread, so a command that never ends is a fault like any other: this thread watches the
 * other one, ends it and starts a new one.
 */
export class Watchdog {
  readonly #options: Options;
  readonly #bundle: string;
  #worker: Worker | undefined;
  #onMessage: (message: WorkerMessage) => void = () => undefined;
  #onDeath: (text: string) => void = () => undefined;

  /** @param bundle see `bundleWorker` */
  constructor(bundle: string, options: Options = {}) {
    this.#bundle = bundle;
    this.#options = options;
  }

  /** What the commands do wrong with a file; undefined if nothing. */
  async findFault(one: Case): Promise<string | undefined> {
    const found = await this.#try(one);
    // A busy machine may pause for seconds, so only what is slow twice is a fault.
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
      // Before the first command, the thread is still starting.
      let allowed = START;
      let begun = performance.now();
      let slow: Found | undefined;
      const checkTime = () => {
        const spent = performance.now() - begun;
        if (spent > allowed) slow ??= { text: `${line} takes more than ${allowed} ms`, slow: true };
        // Wait a little longer: if the command ends, its own fault says more.
        if (spent > allowed * 2) resolve(slow && { ...slow, dead: true });
      };
      watch = setInterval(checkTime, limit / 20);
      this.#onDeath = (text) => resolve({ text: `${line}: ${text}`, dead: true });
      this.#onMessage = (message) => {
        checkTime();
        if ('begun' in message) {
          begun = performance.now();
          line = message.begun;
          allowed = limit;
        } else resolve(message.fault === undefined ? slow : { text: message.fault });
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
    // Ignore messages of a thread that was ended.
    const isCurrent = () => worker === this.#worker;
    worker.on('message', (message: WorkerMessage) => isCurrent() && this.#onMessage(message));
    worker.on('error', (error) => isCurrent() && this.#onDeath(error.stack ?? String(error)));
    worker.on('exit', () => isCurrent() && this.#onDeath('ends the process'));
    return worker;
  }
}

/** Bundles the worker and the commands in one file, because Node does not run TypeScript. */
export async function bundleWorker(folder: string): Promise<string> {
  const outfile = join(folder, 'worker.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('worker.ts', import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.17',
    define: { BINDSTACK_VERSION: '"0.0.0-test"', WEAVIATE_CLIENT_VERSION: '"0.0.0-test"' },
    plugins: [handlebarsForEsbuild],
    // CommonJS packages need `require`.
    banner: {
      js: "import * as nodeModule from 'node:module'; const require = nodeModule.createRequire(import.meta.url);",
    },
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return outfile;
}
