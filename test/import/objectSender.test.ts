import { expect, it } from 'vitest';
import { sleep } from '../../src/clock.ts';
import { ObjectSender, type ObjectStore, SENDER_LIMITS } from '../../src/import/objectSender.ts';
import { PATIENCE } from '../../src/import/patience.ts';
import type { CheckFailure, ObjectError } from '../../src/weaviate/checkFailure.ts';
import { failureOf } from '../support/failure.ts';

const WAITS = { ...PATIENCE, firstPause: 1 };

const LOST = 'vectorize: send POST request: Post "http://multi2vec-bind:8080/vectorize": EOF';
const REFUSED = 'send POST request: dial tcp 127.0.0.1:8080: connect: connection refused';
const NO_HOST = 'send POST request: dial tcp: lookup multi2vec-bind: no such host';
const TIMEOUT =
  'send POST request: context deadline exceeded (Client.Timeout exceeded while awaiting headers)';

/** Answers a batch with an error for each object that fails; throws if the whole request fails. */
type Answer = (titles: readonly string[], request: number) => Readonly<Record<string, string>>;

/** A store that records the batches that it gets. */
function fakeStore(answer: Answer = () => ({}), inference: () => boolean = () => true) {
  const batches: string[][] = [];
  let reconnections = 0;
  const store: ObjectStore = {
    import: async (objects) => {
      const titles = objects.map(({ title }) => title);
      const request = batches.push(titles);
      // So that objects wait meanwhile, as they do for a server.
      await sleep(1);
      const errors = answer(titles, request);
      return objects.flatMap(({ id, title }): ObjectError[] => {
        const message = errors[title];
        return message === undefined ? [] : [{ id, title, message }];
      });
    },
    reconnect: async () => {
      reconnections++;
    },
    inferenceResponds: async () => inference(),
  };
  return { store, batches, reconnections: () => reconnections };
}

/** Sends objects of some bytes; returns the failure of each that has one, by its title. */
async function send(
  sender: ObjectSender,
  titles: readonly string[],
  bytes = 1,
): Promise<Record<string, CheckFailure>> {
  const failures: Record<string, CheckFailure> = {};
  const results: Promise<void>[] = [];
  for (const title of titles) {
    const { result } = await sender.add({ id: `id of ${title}`, title, properties: {} }, bytes);
    const noted = result.then((failure) => {
      if (failure) failures[title] = failure;
    });
    noted.catch(() => {});
    results.push(noted);
  }
  await Promise.all(results);
  return failures;
}

const names = (count: number) => Array.from({ length: count }, (_, i) => `${i}`);
const never = new AbortController().signal;
const senderTo = (store: ObjectStore, patience = {}, limits = {}) =>
  new ObjectSender(
    store,
    { ...WAITS, signal: never, onWaiting: () => {}, ...patience },
    { ...SENDER_LIMITS, ...limits },
  );

/** Answers with an error whenever one of these is in the batch, as a crash of the server does for all of it. */
const crashesOn =
  (killer: string): Answer =>
  (titles) =>
    titles.includes(killer) ? Object.fromEntries(titles.map((title) => [title, LOST])) : {};

it('sends batches that grow up to 100 objects, each object once', async () => {
  const { store, batches } = fakeStore();
  expect(await send(senderTo(store), names(700))).toEqual({});
  const sizes = batches.map(({ length }) => length);
  expect(sizes[0]).toBe(1);
  expect(Math.max(...sizes)).toBe(100);
  expect(batches.flat().sort()).toEqual(names(700).sort());
});

it('sends batches below the size of a message, and an object that is larger alone', async () => {
  const { store, batches } = fakeStore();
  await send(senderTo(store, {}, { messageBytes: 10 }), names(40), 3);
  expect(Math.max(...batches.map(({ length }) => length))).toBe(3);
  const large = fakeStore();
  await send(senderTo(large.store, {}, { messageBytes: 10 }), names(4), 30);
  expect(large.batches.map(({ length }) => length)).toEqual([1, 1, 1, 1]);
});

interface Case {
  readonly when: string;
  readonly answer: Answer;
  readonly inference?: () => boolean;
  /** Reasons by title. */
  readonly failures: Readonly<Record<string, RegExp>>;
}

/** Fails a number of requests, and answers the others. */
const firstRequests =
  (count: number, fail: Answer): Answer =>
  (titles, request) =>
    request <= count ? fail(titles, request) : {};

const throwing =
  (message: string): Answer =>
  () => {
    throw new Error(message);
  };

const all =
  (message: string): Answer =>
  (titles) =>
    Object.fromEntries(titles.map((title) => [title, message]));

let asked = 0;

it.each<Case>([
  {
    when: 'Weaviate restarts',
    answer: firstRequests(5, throwing('/weaviate.v1.Weaviate/BatchObjects UNAVAILABLE: connection dropped')),
    failures: {},
  },
  {
    when: 'a node stops, and has left its cluster before it closes its ports',
    answer: firstRequests(5, all('resolve node name "node1" to host')),
    failures: {},
  },
  {
    when: 'an object gets an error once that nobody knows',
    answer: firstRequests(2, all('something else')),
    failures: {},
  },
  {
    when: 'an object always gets an error that nobody knows',
    answer: (titles) => (titles.includes('5') ? { 5: 'something else' } : {}),
    failures: { 5: /something else/ },
  },
  {
    when: 'an object is rejected',
    answer: (titles) =>
      titles.includes('7') ? { 7: 'fail with status 400: cannot identify image file' } : {},
    failures: { 7: /^cannot identify image file$|fail with status 400/ },
  },
  {
    when: 'an object crashes the inference server',
    answer: crashesOn('11'),
    failures: { 11: /its content crashed the inference server/ },
  },
  {
    when: 'the inference server restarts, and nothing crashes it again',
    answer: firstRequests(2, all(LOST)),
    inference: () => ++asked % 3 === 0,
    failures: {},
  },
  {
    when: 'the inference server does not run for a while',
    answer: firstRequests(4, all(REFUSED)),
    failures: {},
  },
  {
    when: 'the name of the inference server is gone for a while',
    answer: firstRequests(4, all(NO_HOST)),
    failures: {},
  },
  { when: 'a vector takes too long once', answer: firstRequests(2, all(TIMEOUT)), failures: {} },
  {
    when: 'the vector of an object always takes too long',
    answer: (titles) => (titles.includes('3') ? { 3: TIMEOUT } : {}),
    failures: { 3: /Client\.Timeout/ },
  },
  {
    when: 'a request is refused because of one object',
    answer: (titles) => (titles.includes('9') ? throwing('RESOURCE_EXHAUSTED: too large')(titles, 0) : {}),
    failures: { 9: /too large/ },
  },
])('stores all that can be stored when $when', async ({ answer, inference, failures }) => {
  const { store, batches } = fakeStore(answer, inference);
  const found = await send(senderTo(store), names(30));
  expect(Object.keys(found)).toEqual(Object.keys(failures));
  for (const [title, reason] of Object.entries(failures)) expect(found[title]?.reason).toMatch(reason);
  expect([...new Set(batches.flat())].length).toBe(30);
});

it('opens a new connection after Weaviate was gone, and says what it waits for', async () => {
  const { store, reconnections } = fakeStore(firstRequests(2, throwing('fetch failed')));
  const waits: (string | undefined)[] = [];
  await send(senderTo(store, { onWaiting: (server: string | undefined) => waits.push(server) }), names(3));
  expect(reconnections()).toBeGreaterThan(0);
  expect([waits[0], waits.at(-1)]).toEqual(['Weaviate', undefined]);
});

it.each([
  ['does not store anything', all('store is read-only due to: disk usage too high'), 'cannot-store'],
  ['stays out of its cluster', all('resolve node name "node1" to host'), 'not-running'],
  ['is read-only', throwing('UNKNOWN: store is read-only'), 'cannot-store'],
  ['does not come back', throwing('/weaviate.v1.Weaviate/BatchObjects UNAVAILABLE: refused'), 'not-running'],
])('stops with one failure if Weaviate %s', async (_, answer, code) => {
  const { store, batches } = fakeStore(answer);
  const sender = senderTo(store, { longest: 5 });
  expect(await failureOf(() => send(sender, names(500)))).toMatchObject({ code });
  expect(await failureOf(() => send(sender, ['another']))).toMatchObject({ code });
  expect(batches.flat()).not.toContain('another');
});

it('does not wait for Weaviate in one batch when another has found that it stores nothing', async () => {
  const { store } = fakeStore((titles) => {
    if (titles.includes('0')) throw new Error('/weaviate.v1.Weaviate/BatchObjects UNAVAILABLE: refused');
    return { 1: 'store is read-only due to: disk usage too high' };
  });
  const sender = senderTo(store);
  const waiting = await sender.add({ id: '0', title: '0', properties: {} }, 1);
  expect(await failureOf(() => send(sender, ['1']))).toMatchObject({ code: 'cannot-store' });
  expect(await failureOf(() => waiting.result)).toMatchObject({ code: 'cannot-store' });
});

it('stops with one failure if the inference server does not come back', async () => {
  const { store } = fakeStore(all(LOST), () => false);
  const sender = senderTo(store, { longest: 5 });
  expect(await failureOf(() => send(sender, names(5)))).toMatchObject({ code: 'not-running' });
});

it('stops at once when it is aborted', async () => {
  const abort = new AbortController();
  const { store } = fakeStore();
  const hanging: ObjectStore = { ...store, import: () => new Promise(() => {}) };
  const sending = send(senderTo(hanging, { signal: abort.signal }), names(500));
  abort.abort(new Error('interrupted'));
  await expect(sending).rejects.toThrow('interrupted');
});
