import { sleep } from '../../clock.ts';
import { BIND_MODULE } from '../../facts/weaviateModules.ts';
import { mediaError } from '../../media/mediaProblem.ts';
import { maxParallelObjects } from '../../stack/client.ts';
import { ONLY_VECTOR } from '../../stack/collection.ts';
import { parseMeta } from '../../targets/shared/layers.ts';
import { asCheckFailure, type CheckFailure } from '../../weaviate/checkFailure.ts';
import { rest } from '../../weaviate/rest.ts';
import { REST_TIMEOUT } from '../../weaviate/timeLimits.ts';
import { type SmokeState, sessionOf } from '../checks/check.ts';
import { verifyVectors } from '../vectors.ts';
import { type MediaItem, objectOf } from './mediaFolder.ts';
import { type FileFinding, findingOf } from './mediaReport.ts';

interface Imported {
  readonly stored: readonly MediaItem[];
  readonly problems: readonly FileFinding[];
}

/** Whether the inference server responds within some milliseconds. */
type InferenceResponds = (state: SmokeState, within?: number) => Promise<boolean>;

/**
 * Imports one object per request, so a failure affects only its own object and no message gets too large. Then reads
 * back the vectors, because Weaviate silently stores objects without a vector.
 */
export async function importItems(
  items: readonly MediaItem[],
  state: SmokeState,
  responds: InferenceResponds = inferenceResponds,
): Promise<Imported> {
  const run = new ImportRun(items, state);
  for (;;) {
    const interrupted = await run.importUntilCrash();
    if (interrupted.length === 0) break;
    const [only, ...others] = interrupted;
    // A server that responds immediately has not crashed: the connection was lost for another reason.
    if (only && others.length === 0 && !(await responds(state, 0))) run.blame(only);
    else await run.retryOneByOne(interrupted, responds);
    if (!run.isEmpty && !(await responds(state))) run.reportRemaining();
  }
  return run.result;
}

/** An item during whose import Weaviate lost the connection to the inference server, and the error. */
interface LostConnection {
  readonly item: MediaItem;
  readonly failure: CheckFailure;
}

/** Weaviate's error if the inference server crashes during a request, or has crashed before it. */
const CONNECTION_LOST = /send POST request[\s\S]*(?:EOF|connection reset|broken pipe|connection refused)/;

/**
 * Some files crash the inference server (a WAV without channels) or get it killed for its memory usage. Other requests
 * in progress fail as well, so they are repeated one at a time.
 */
class ImportRun {
  readonly #items: readonly MediaItem[];
  readonly #state: SmokeState;
  readonly #remaining: MediaItem[];
  readonly #stored: MediaItem[] = [];
  readonly #problems: FileFinding[] = [];
  #crashedBy = '';

  constructor(items: readonly MediaItem[], state: SmokeState) {
    this.#items = items;
    this.#state = state;
    this.#remaining = [...items];
  }

  get result(): Imported {
    const order = (item: MediaItem) => this.#items.indexOf(item);
    return { stored: this.#stored.sort((a, b) => order(a) - order(b)), problems: this.#problems };
  }

  /** Nothing is left to import, and nothing has been stored. */
  get isEmpty(): boolean {
    return this.#remaining.length === 0 && this.#stored.length === 0;
  }

  /** Imports several items at a time until all are done or the server crashes. Returns the items in progress then. */
  async importUntilCrash(): Promise<LostConnection[]> {
    const interrupted: LostConnection[] = [];
    const work = async () => {
      while (interrupted.length === 0) {
        const item = this.#remaining.shift();
        if (!item) return;
        const lostConnection = await this.#send(item);
        if (lostConnection) interrupted.push(lostConnection);
      }
    };
    await Promise.all(Array.from({ length: maxParallelObjects(this.#state.config) }, work));
    return interrupted;
  }

  /** Repeats the imports one at a time, to find the file that crashes the server. */
  async retryOneByOne(interrupted: readonly LostConnection[], responds: InferenceResponds): Promise<void> {
    for (const [i, lostConnection] of interrupted.entries()) {
      if (!(await responds(this.#state))) {
        this.#remaining.unshift(...interrupted.slice(i).map(({ item }) => item));
        return;
      }
      const again = await this.#send(lostConnection.item);
      if (again) this.blame(again);
    }
  }

  blame({ item, failure }: LostConnection): void {
    this.#crashedBy = item.title;
    const problem = mediaError(
      'crashed the inference server',
      `its process crashed or was killed while it handled this file (${failure.message})`,
      'remove the file, and check the log of the inference server; if it ran out of memory, docker inspect or kubectl describe shows OOMKilled',
    );
    this.#problems.push(findingOf(item.title, problem));
  }

  /** Reports the remaining items as not imported. */
  reportRemaining(): void {
    const after = this.#crashedBy === '' ? '' : ` after ${this.#crashedBy}`;
    const problem = mediaError(
      'was not imported',
      `the inference server did not recover within ${RECOVERY_MS / 1000} s${after}`,
      'start the inference server, and run the test again without the file that crashed it',
    );
    this.#problems.push(...this.#remaining.splice(0).map(({ title }) => findingOf(title, problem)));
  }

  /** Imports one item. Returns it with the error if the connection to the inference server was lost. */
  async #send(item: MediaItem): Promise<LostConnection | undefined> {
    this.#state.signal.throwIfAborted();
    this.#state.onWaiting(item.title);
    try {
      await importItem(item, this.#state);
      this.#stored.push(item);
    } catch (error) {
      const failure = asCheckFailure(error, 'module');
      if (CONNECTION_LOST.test(failure.message)) return { item, failure };
      this.#problems.push(
        findingOf(item.title, mediaError('was not vectorized', failure.message, failure.suggestion)),
      );
    }
    return undefined;
  }
}

async function importItem(item: MediaItem, state: SmokeState): Promise<void> {
  const session = sessionOf(state);
  const object = await objectOf(item);
  await session.importOne(object);
  const { modalities, vectors } = state.config.collection;
  const names = vectors === 'separate' ? modalities : [ONLY_VECTOR];
  verifyVectors([{ id: object.id, vectors: await session.vectorsOf(object.id) }], names);
}

/** The real server loads its model in 35 to 51 s on two cores, and the restart itself may be delayed. */
const RECOVERY_MS = 180_000;

const POLL_MS = 1000;

/** Whether the inference server responds: `GET /v1/meta` of Weaviate contains the name of its model. */
export async function inferenceResponds(state: SmokeState, within = RECOVERY_MS): Promise<boolean> {
  const { target, signal, onWaiting } = state;
  const end = Date.now() + within;
  for (;;) {
    signal.throwIfAborted();
    const response = await rest(target, 'GET', '/v1/meta', undefined, REST_TIMEOUT, signal).catch(
      () => undefined,
    );
    const model = parseMeta(response)?.modules[BIND_MODULE]?.['model'];
    if (typeof model === 'string') return true;
    if (Date.now() >= end) return false;
    onWaiting('the inference server to restart');
    await sleep(POLL_MS, signal);
  }
}
