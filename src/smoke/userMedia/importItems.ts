import { sleep } from '../../clock.ts';
import { BIND_MODULE } from '../../facts/weaviateModules.ts';
import { maxParallelObjects } from '../../stack/client.ts';
import { ONLY_VECTOR } from '../../stack/collection.ts';
import { parseMeta } from '../../targets/shared/layers.ts';
import { REST_TIMEOUT } from '../budgets.ts';
import { asCheckFailure, type CheckFailure } from '../checkFailure.ts';
import { type SmokeState, sessionOf } from '../checks/check.ts';
import { rest } from '../rest.ts';
import { verifyVectors } from '../vectors.ts';
import { type MediaItem, objectOf } from './mediaFolder.ts';
import { type FileFinding, findingOf, mediaError } from './mediaReport.ts';

interface Imported {
  readonly stored: readonly MediaItem[];
  readonly problems: readonly FileFinding[];
}

/** Whether the inference server answers, at the latest after some milliseconds. */
type InferenceResponds = (state: SmokeState, within?: number) => Promise<boolean>;

/**
 * Imports one object a request, so that a fault stays with its object and no message grows too large, and reads
 * back what vectors it got: Weaviate stores an object without a vector and says nothing.
 */
export async function importItems(
  items: readonly MediaItem[],
  state: SmokeState,
  isBack: InferenceResponds = inferenceResponds,
): Promise<Imported> {
  const round = new ImportRun(items, state);
  for (;;) {
    const suspects = await round.untilServerEnds();
    if (suspects.length === 0) break;
    const [only, ...others] = suspects;
    // A server that answers at once has not ended: the connection broke for another reason.
    if (only && others.length === 0 && !(await isBack(state, 0))) round.blame(only);
    else await round.eachAlone(suspects, isBack);
    if (!round.isDone && !(await isBack(state))) round.giveUp();
  }
  return round.result;
}

/** An item during which the connection to the inference server broke, and how. */
interface LostConnection {
  readonly item: MediaItem;
  readonly failure: CheckFailure;
}

/** What Weaviate says when the inference server ends under its request, or is not there any more. */
const CONNECTION_LOST = /send POST request[\s\S]*(?:EOF|connection reset|broken pipe|connection refused)/;

/**
 * Some files end the inference server (a WAV without channels), or make the system kill it. Requests that were under
 * way with such a file fail with it, so they are sent again, each alone.
 */
class ImportRun {
  readonly #items: readonly MediaItem[];
  readonly #state: SmokeState;
  readonly #waiting: MediaItem[];
  readonly #stored: MediaItem[] = [];
  readonly #problems: FileFinding[] = [];
  #ended = '';

  constructor(items: readonly MediaItem[], state: SmokeState) {
    this.#items = items;
    this.#state = state;
    this.#waiting = [...items];
  }

  get result(): Imported {
    const order = (item: MediaItem) => this.#items.indexOf(item);
    return { stored: this.#stored.sort((a, b) => order(a) - order(b)), problems: this.#problems };
  }

  /** Nothing waits, and nothing is there to search for. */
  get isDone(): boolean {
    return this.#waiting.length === 0 && this.#stored.length === 0;
  }

  /** Sends what waits, several at once, until all is sent or the server ends: what was under way then. */
  async untilServerEnds(): Promise<LostConnection[]> {
    const suspects: LostConnection[] = [];
    const work = async () => {
      while (suspects.length === 0) {
        const item = this.#waiting.shift();
        if (!item) return;
        const suspect = await this.#send(item);
        if (suspect) suspects.push(suspect);
      }
    };
    await Promise.all(Array.from({ length: maxParallelObjects(this.#state.config) }, work));
    return suspects;
  }

  /** Sends each of several again, to find the one that ends the server. */
  async eachAlone(suspects: readonly LostConnection[], isBack: InferenceResponds): Promise<void> {
    for (const [i, suspect] of suspects.entries()) {
      if (!(await isBack(this.#state))) {
        this.#waiting.unshift(...suspects.slice(i).map(({ item }) => item));
        return;
      }
      const again = await this.#send(suspect.item);
      if (again) this.blame(again);
    }
  }

  blame({ item, failure }: LostConnection): void {
    this.#ended = item.title;
    const problem = mediaError(
      'ended the inference server',
      `its process died or was killed while it had this file (${failure.message})`,
      'leave it out, and see the log of the inference server; a kill for memory is told by docker inspect and kubectl describe (OOMKilled)',
    );
    this.#problems.push(findingOf(item.title, problem));
  }

  /** Reports what waits as not tried. */
  giveUp(): void {
    const after = this.#ended === '' ? '' : ` after ${this.#ended}`;
    const problem = mediaError(
      'was not tried',
      `the inference server did not answer again within ${RECOVERY_MS / 1000} s${after}`,
      'start the inference server, and test again without the file that has ended it',
    );
    this.#problems.push(...this.#waiting.splice(0).map(({ title }) => findingOf(title, problem)));
  }

  /** Imports one item; what failed where the server was not there. */
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

/** Milliseconds: the real server loads its model in 35 to 51 s on two cores, and a restart may wait before. */
const RECOVERY_MS = 180_000;

const POLL_MS = 1000;

/** Whether the inference server answers again: Weaviate asks it for its model when it is asked for its own facts. */
export async function inferenceResponds(state: SmokeState, within = RECOVERY_MS): Promise<boolean> {
  const { target, signal, onWaiting } = state;
  const end = Date.now() + within;
  for (;;) {
    signal.throwIfAborted();
    const answer = await rest(target, 'GET', '/v1/meta', undefined, REST_TIMEOUT, signal).catch(
      () => undefined,
    );
    const model = parseMeta(answer)?.modules[BIND_MODULE]?.['model'];
    if (typeof model === 'string') return true;
    if (Date.now() >= end) return false;
    onWaiting('the inference server, which has ended and may be started again');
    await sleep(POLL_MS, signal);
  }
}
