import { now, orAborted, sleep } from '../clock.ts';
import { asCheckFailure, type CheckFailure, type ObjectError } from '../weaviate/checkFailure.ts';
import type { StoredValue, WeaviateObject } from '../weaviate/object.ts';
import {
  ATTEMPTS,
  attemptsFor,
  CRASHED,
  cannotStore,
  isLost,
  isNotRunning,
  isPassing,
  isReadOnly,
  isRefused,
} from './objectErrors.ts';
import { gaveUp, isStopping, type Patience, patiently, pauseAfter } from './patience.ts';

/** Where objects are sent to. */
export interface ObjectStore {
  /** @returns the objects that were rejected */
  import(objects: readonly WeaviateObject<StoredValue>[]): Promise<readonly ObjectError[]>;
  /** Whether Weaviate can be reached again; opens a new connection. */
  reconnect(): Promise<void>;
  /** Whether the inference server responds. */
  inferenceResponds(): Promise<boolean>;
}

export interface SenderLimits {
  /** Bytes of one message. */
  readonly messageBytes: number;
  /** Objects of a batch, at most. */
  readonly objects: number;
}

/** Objects of a batch. More gain nothing (measured with the stub on two cores: 100 and 200 are as fast). */
const MOST_OBJECTS = 100;

export const SENDER_LIMITS: SenderLimits = {
  // Far below the 100 MiB that Weaviate takes, so that one request is answered within a second or two.
  messageBytes: 16_000_000,
  objects: MOST_OBJECTS,
};

/** Weaviate vectorizes one batch while it stores the other. */
const BATCHES_UNDER_WAY = 2;

/** If the servers are fast. With the stub on two cores: 160 objects per second with 2 batches of 100, 235 with 4. */
const FAST_BATCHES_UNDER_WAY = 4;

/** Bytes and objects that wait to be sent; the preparation of files waits while there are more. */
const QUEUED_BYTES = 32_000_000;
const QUEUED_OBJECTS = 2 * MOST_OBJECTS;

/** Milliseconds that a batch should take: then a progress bar moves, and an interrupted run loses little. */
const FAST_BATCH = 2000;
const SLOW_BATCH = 4000;

/** An object that waits to be sent. */
interface Queued {
  readonly object: WeaviateObject<StoredValue>;
  readonly bytes: number;
  /** Ends it: stored, or rejected for a reason. */
  readonly done: (failure?: CheckFailure) => void;
  /** Ends it without a result: nothing can be sent any more. */
  readonly abandon: (error: Error) => void;
  attempts: number;
  /** Whether the inference server did not run when it was last sent, so that it cannot have crashed it. */
  isNotReached: boolean;
}

/**
 * Sends objects in batches that grow and shrink with the time that they take. What fails on the way is repeated with
 * growing pauses; what the servers reject fails alone. An object that crashes the inference server is found by sending
 * alone all that was under way.
 */
export class ObjectSender {
  readonly #store: ObjectStore;
  readonly #patience: Patience;
  readonly #limits: SenderLimits;
  readonly #signal: AbortSignal;
  readonly #queue: Queued[] = [];
  readonly #waiting: (() => void)[] = [];
  #queuedBytes = 0;
  #underWay = 0;
  /** Batches of which Weaviate has not answered yet. */
  #unanswered = 0;
  #most = 1;
  /** While a server recovers, nothing else is sent. */
  #recovery: Promise<void> | undefined;
  #reconnection: Promise<void> | undefined;
  #stopped: Error | undefined;

  constructor(store: ObjectStore, patience: Patience, limits = SENDER_LIMITS) {
    this.#store = store;
    this.#patience = patience;
    this.#signal = patience.signal;
    this.#limits = limits;
  }

  /**
   * Waits for room, then queues an object.
   * @param bytes of its content
   * @returns `result` resolves when the object is stored, with the failure if it was rejected
   * @throws (as does `result`) Failure if nothing can be sent any more; the error of the signal if it is aborted
   */
  async add(
    object: WeaviateObject<StoredValue>,
    bytes: number,
  ): Promise<{ readonly result: Promise<CheckFailure | undefined> }> {
    while (this.#queuedBytes >= QUEUED_BYTES || this.#queue.length >= QUEUED_OBJECTS) {
      this.#throwIfStopped();
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#throwIfStopped();
    const result = new Promise<CheckFailure | undefined>((done, abandon) => {
      this.#queue.push({ object, bytes, done, abandon, attempts: 0, isNotReached: false });
    });
    // Anyone who waits for it gets the error.
    result.catch(() => {});
    this.#queuedBytes += bytes;
    this.#startBatches();
    return { result };
  }

  /**
   * Waits for the inference server, which the last object may have ended.
   * @throws Failure if it does not come back; the error of the signal if it is aborted
   */
  inferenceIsBack(): Promise<void> {
    return this.#untilInferenceResponds(now() + this.#patience.longest);
  }

  #throwIfStopped(): void {
    this.#signal.throwIfAborted();
    if (this.#stopped) throw this.#stopped;
  }

  #startBatches(): void {
    while (
      this.#queue.length > 0 &&
      this.#underWay < (this.#most === MOST_OBJECTS ? FAST_BATCHES_UNDER_WAY : BATCHES_UNDER_WAY) &&
      !this.#recovery &&
      !this.#stopped
    ) {
      this.#underWay++;
      const batch = this.#nextBatch();
      void this.#send(batch)
        .catch((error: unknown) => this.#stop(error, batch))
        .finally(() => {
          this.#underWay--;
          this.#startBatches();
        });
    }
  }

  #nextBatch(): Queued[] {
    const batch: Queued[] = [];
    let bytes = 0;
    for (let next = this.#queue[0]; next !== undefined; next = this.#queue[0]) {
      const isFull = batch.length >= this.#most || bytes + next.bytes > this.#limits.messageBytes;
      if (batch.length > 0 && isFull) break;
      this.#queue.shift();
      this.#queuedBytes -= next.bytes;
      bytes += next.bytes;
      batch.push(next);
    }
    for (const resume of this.#waiting.splice(0)) resume();
    return batch;
  }

  async #send(batch: readonly Queued[]): Promise<void> {
    const started = now();
    this.#unanswered++;
    const lost = await this.#attempt(batch).finally(() => this.#unanswered--);
    if (lost.length > 0) {
      await this.#recover(lost);
      return;
    }
    const took = now() - started;
    if (took > SLOW_BATCH) this.#most = Math.max(1, Math.floor(this.#most / 2));
    else if (took < FAST_BATCH && batch.length === this.#most)
      this.#most = Math.min(this.#limits.objects, this.#most * 2);
  }

  /**
   * Sends objects until Weaviate has answered.
   * @returns those during which the connection to the inference server was lost
   */
  async #attempt(batch: readonly Queued[]): Promise<Queued[]> {
    const errors = await this.#untilAnswered(batch);
    const lost: Queued[] = [];
    const later: Queued[] = [];
    for (const queued of batch) {
      const error = errors.find(({ id }) => id === queued.object.id);
      queued.isNotReached = error !== undefined && isNotRunning(error.message);
      if (!error) queued.done();
      else if (isReadOnly(error.message)) throw cannotStore(error.message);
      else if (isLost(error.message)) lost.push(queued);
      else if (++queued.attempts < attemptsFor(error.message)) later.push(queued);
      else if (isStopping(error.message)) throw gaveUp('Weaviate', error.message);
      else queued.done(asCheckFailure(new Error(error.message), 'collection'));
    }
    await this.#later(later);
    return lost;
  }

  /** Repeats a request that fails as a whole: Weaviate restarts, or the network does not work. */
  async #untilAnswered(batch: readonly Queued[]): Promise<readonly ObjectError[]> {
    const objects = batch.map(({ object }) => object);
    try {
      return await patiently(
        this.#patience,
        async (isRepeated) => {
          // Another batch may have found meanwhile that nothing can be sent any more.
          this.#throwIfStopped();
          if (isRepeated) await this.#reconnect();
          return this.#store.import(objects);
        },
        (error) => this.#stopped === undefined && isPassing(error),
      );
    } catch (error) {
      this.#throwIfStopped();
      const { reason, message } = asCheckFailure(error, 'gRPC');
      if (isReadOnly(message)) throw cannotStore(reason);
      if (isRefused(message)) return this.#eachAlone(batch, message);
      throw error;
    }
  }

  /** Finds the object because of which a request was refused. */
  async #eachAlone(batch: readonly Queued[], message: string): Promise<readonly ObjectError[]> {
    const [first, ...others] = batch;
    if (first && others.length === 0) return [{ id: first.object.id, title: first.object.title, message }];
    const errors: ObjectError[] = [];
    for (const one of batch) errors.push(...(await this.#untilAnswered([one])));
    return errors;
  }

  /** One new connection for all batches that are repeated. */
  #reconnect(): Promise<void> {
    this.#reconnection ??= this.#store.reconnect().finally(() => {
      this.#reconnection = undefined;
    });
    return this.#reconnection;
  }

  /** Puts objects that may succeed later at the end of the queue, after a pause. */
  async #later(batch: readonly Queued[]): Promise<void> {
    if (batch.length === 0) return;
    const attempts = Math.max(...batch.map((queued) => queued.attempts));
    await sleep(pauseAfter(attempts - 1, this.#patience.firstPause), this.#signal);
    for (const queued of batch) {
      this.#queue.push(queued);
      this.#queuedBytes += queued.bytes;
    }
  }

  /** Waits for the inference server, then sends alone each object that was under way. */
  async #recover(lost: readonly Queued[]): Promise<void> {
    while (this.#recovery) await this.#recovery;
    let finish = () => {};
    this.#recovery = new Promise((resolve) => {
      finish = resolve;
    });
    try {
      while (this.#unanswered > 0) await sleep(this.#patience.firstPause / 10, this.#signal);
      for (const queued of lost) await this.#sendAlone(queued);
      this.#most = 1;
    } finally {
      this.#recovery = undefined;
      finish();
    }
  }

  async #sendAlone(queued: Queued): Promise<void> {
    const end = now() + this.#patience.longest;
    for (let attempt = 1; ; attempt++) {
      await this.#untilInferenceResponds(end);
      const lost = await this.#attempt([queued]);
      if (lost.length === 0) return;
      // Weaviate repeats a request that lost its connection, and then reports that the server does not run.
      if (queued.isNotReached && attempt < ATTEMPTS && now() < end) {
        await sleep(this.#patience.firstPause, this.#signal);
        continue;
      }
      // It was alone, and the server has responded before: this object is the cause.
      return queued.done(CRASHED);
    }
  }

  async #untilInferenceResponds(end: number): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      this.#throwIfStopped();
      if (await orAborted(this.#store.inferenceResponds(), this.#signal))
        return this.#patience.onWaiting(undefined);
      if (now() >= end) throw gaveUp('the inference server', 'it does not respond');
      this.#patience.onWaiting('the inference server');
      await sleep(pauseAfter(attempt, this.#patience.firstPause), this.#signal);
    }
  }

  /** Everything that waits gets the error. */
  #stop(error: unknown, batch: readonly Queued[]): void {
    this.#stopped ??= error instanceof Error ? error : new Error(String(error));
    for (const { abandon } of [...batch, ...this.#queue.splice(0)]) abandon(this.#stopped);
    for (const resume of this.#waiting.splice(0)) resume();
  }
}
