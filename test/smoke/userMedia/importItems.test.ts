import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { VECTOR_DIMENSIONS } from '../../../src/facts/modalities.ts';
import type { ObjectStore } from '../../../src/import/objectSender.ts';
import type { SmokeState } from '../../../src/smoke/checks/check.ts';
import { importItems } from '../../../src/smoke/userMedia/importItems.ts';
import type { MediaItem } from '../../../src/smoke/userMedia/mediaFolder.ts';
import type { WeaviateSession } from '../../../src/weaviate/session.ts';
import { configOf } from '../../support/config.ts';

// Errors of Weaviate 1.38.11 if the inference server crashes during a request, and if it is not running.
const EOF = 'vectorize: send POST request: Post "http://bind:8080/vectorize": EOF';
const REFUSED =
  'vectorize: send POST request: Post "http://bind:8080/vectorize": dial tcp: connection refused';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'import-items-'));
  await writeFile(join(folder, 'file'), 'content');
});
afterAll(() => rm(folder, { recursive: true }));

const itemOf = (title: string): MediaItem => ({
  title,
  files: [{ name: title, path: join(folder, 'file'), modality: 'text' }],
});

/** A Weaviate whose inference server crashes at some titles, and possibly restarts. */
function stack({
  crashing,
  restarts = true,
  message = EOF,
}: {
  crashing: readonly string[];
  restarts?: boolean;
  message?: string;
}) {
  let isRunning = true;
  let crashes = 0;
  const rejection = async ({ id, title }: { id: string; title: string }) => {
    if (!isRunning) return [{ id, title, message: REFUSED }];
    const before = crashes;
    await sleep(5);
    if (crashing.includes(title)) {
      isRunning = false;
      crashes += 1;
    }
    return crashes > before ? [{ id, title, message }] : [];
  };
  const store: ObjectStore = {
    import: async (objects) => (await Promise.all(objects.map(rejection))).flat(),
    reconnect: () => Promise.resolve(),
    inferenceResponds: () => {
      isRunning ||= restarts;
      return Promise.resolve(isRunning);
    },
  };
  const vectorsOf = () => Promise.resolve({ default: new Array<number>(VECTOR_DIMENSIONS).fill(1) });
  const state = {
    session: { vectorsOf } as unknown as WeaviateSession,
    signal: new AbortController().signal,
    onWaiting: () => {},
    config: configOf('--modalities text'),
  } as unknown as SmokeState;
  return { state, store, isRunning: () => isRunning };
}

const WAITS = { firstPause: 1, longest: 10 };

async function imported(titles: readonly string[], setting: Parameters<typeof stack>[0], longest = 10) {
  const { state, store } = stack(setting);
  const { stored, problems } = await importItems(titles.map(itemOf), state, store, { ...WAITS, longest });
  return {
    stored: stored.map(({ title }) => title),
    problems: problems.map(({ file, message }) => `${file} ${message}`),
    reasons: problems.map(({ reason }) => reason),
  };
}

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];

describe('importItems', () => {
  it('imports everything if there are no errors', async () => {
    const { stored, problems } = await imported(NAMES, { crashing: [] });
    expect([stored, problems]).toEqual([NAMES, []]);
  });

  it('names the file that crashes the inference server, and continues with the others', async () => {
    const { stored, problems, reasons } = await imported(NAMES, { crashing: ['c'] });
    expect(stored).toEqual(['a', 'b', 'd', 'e', 'f', 'g']);
    expect(problems).toEqual(['c crashed the inference server']);
    expect(reasons[0]).toContain('crashed the inference server, or got it killed');
  });

  it('names it too if Weaviate has repeated its request, and says that nothing listens', async () => {
    const { stored, problems } = await imported(NAMES, { crashing: ['c'], message: REFUSED }, 10_000);
    expect(stored).toEqual(['a', 'b', 'd', 'e', 'f', 'g']);
    expect(problems).toEqual(['c crashed the inference server']);
  });

  it('names several such files', async () => {
    const { stored, problems } = await imported(NAMES, { crashing: ['a', 'g'] });
    expect(stored).toEqual(['b', 'c', 'd', 'e', 'f']);
    expect(problems).toEqual(['a crashed the inference server', 'g crashed the inference server']);
  });

  it('ends when the server is back that the last file has crashed', async () => {
    const { state, store, isRunning } = stack({ crashing: ['g'] });
    const { problems } = await importItems(NAMES.map(itemOf), state, store, WAITS);
    expect(problems).toMatchObject([{ file: 'g', message: 'crashed the inference server' }]);
    expect(isRunning()).toBe(true);
  });

  it('reports the files that were not imported if the server does not restart', async () => {
    const { stored, problems, reasons } = await imported(NAMES, { crashing: ['a'], restarts: false });
    expect(stored).toEqual([]);
    expect(problems).toEqual(NAMES.map((name) => `${name} was not imported`));
    expect(reasons[0]).toContain('the inference server did not come back');
  });

  it('says that a vector is missing', async () => {
    const { state, store } = stack({ crashing: [] });
    const session = { vectorsOf: () => Promise.resolve({}) } as unknown as WeaviateSession;
    const { stored, problems } = await importItems([itemOf('a')], { ...state, session }, store);
    expect(stored).toEqual([]);
    expect(problems).toMatchObject([
      { file: 'a', message: 'was not vectorized', reason: expect.stringContaining('is missing') },
    ]);
  });
});
