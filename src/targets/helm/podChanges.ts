import { sleep } from '../../clock.ts';
import type { Context } from '../../context.ts';
import { runProgram } from '../shared/program.ts';
import type { Cluster } from './cluster.ts';
import { watchPods } from './kubectlCommand.ts';

/** A pod is ready, gone, or has a problem; what lies between is only shown, and need not be shown at once. */
const DECISIVE = /^DELETED | True |Err|BackOff|Invalid/;

/**
 * Notices when pods become ready, fail or are gone, so that a wait neither polls often nor sees it late. Only pods whose
 * names start with one of these names count.
 */
export class PodChanges {
  readonly #stopping = new AbortController();
  readonly #watch: Promise<unknown>;
  #hasChanged = false;
  #wake = () => {};

  constructor(run: Context['run'], cluster: Cluster, names: readonly string[]) {
    this.#watch = runProgram(run, watchPods(cluster), {
      isEndless: true,
      signal: this.#stopping.signal,
      onLine: (line) => {
        const [, pod = ''] = line.split(' ');
        if (!DECISIVE.test(line) || !names.some((name) => pod.startsWith(name))) return;
        this.#hasChanged = true;
        this.#wake();
      },
      // Without permission to watch, or if the API server ends the watch, the caller polls.
    }).catch(() => {});
  }

  /** Waits for a change since the last call, at most this many milliseconds. */
  async next(milliseconds: number, signal: AbortSignal): Promise<void> {
    const waking = new AbortController();
    const wake = () => waking.abort();
    this.#wake = wake;
    signal.addEventListener('abort', wake, { once: true });
    if (!this.#hasChanged && !signal.aborted) await sleep(milliseconds, waking.signal);
    signal.removeEventListener('abort', wake);
    this.#hasChanged = false;
  }

  /** Ends the watch. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#watch;
  }
}
