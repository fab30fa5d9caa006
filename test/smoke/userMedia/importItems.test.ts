import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { VECTOR_DIMENSIONS } from '../../../src/facts/modalities.ts';
import type { SmokeState } from '../../../src/smoke/checks/check.ts';
import { importItems, inferenceResponds } from '../../../src/smoke/userMedia/importItems.ts';
import type { MediaItem } from '../../../src/smoke/userMedia/mediaFolder.ts';
import type { WeaviateObject } from '../../../src/weaviate/object.ts';
import type { WeaviateSession } from '../../../src/weaviate/session.ts';
import { answering } from '../../support/answeringServer.ts';
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
function stack({ crashing, restarts = true }: { crashing: readonly string[]; restarts?: boolean }) {
  const sent: string[] = [];
  let isRunning = true;
  let crashes = 0;
  let signalCrash = () => {};
  const crash = new Promise<void>((resolve) => {
    signalCrash = resolve;
  });
  const session: Pick<WeaviateSession, 'importOne' | 'vectorsOf'> = {
    async importOne({ title }: WeaviateObject) {
      sent.push(title);
      if (!isRunning) throw new Error(REFUSED);
      const before = crashes;
      await sleep(5);
      if (crashing.includes(title)) {
        isRunning = false;
        crashes += 1;
        signalCrash();
      }
      // If the server never restarts, all requests in progress are still in progress at the crash, however slow a read was.
      if (!restarts) await crash;
      if (crashes > before) throw new Error(EOF);
    },
    vectorsOf: () => Promise.resolve({ default: new Array<number>(VECTOR_DIMENSIONS).fill(1) }),
  };
  return {
    sent,
    state: {
      session: session as WeaviateSession,
      signal: new AbortController().signal,
      onWaiting: () => {},
      config: configOf('--modalities text'),
    } as unknown as SmokeState,
    responds: (_state: SmokeState, within?: number) => {
      if (restarts && within !== 0) isRunning = true;
      return Promise.resolve(isRunning);
    },
  };
}

async function imported(titles: readonly string[], setting: Parameters<typeof stack>[0]) {
  const { sent, state, responds } = stack(setting);
  const { stored, problems } = await importItems(titles.map(itemOf), state, responds);
  return {
    sent,
    stored: stored.map(({ title }) => title),
    problems: problems.map(({ file, message }) => `${file} ${message}`).sort(),
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
    expect(reasons[0]).toContain('its process crashed or was killed while it handled this file');
  });

  it('names several such files', async () => {
    const { stored, problems } = await imported(NAMES, { crashing: ['a', 'g'] });
    expect(stored).toEqual(['b', 'c', 'd', 'e', 'f']);
    expect(problems).toEqual(['a crashed the inference server', 'g crashed the inference server']);
  });

  it('does not send a single file again while the server is down', async () => {
    const { sent, problems } = await imported(['a'], { crashing: ['a'] });
    expect(sent).toEqual(['a']);
    expect(problems).toEqual(['a crashed the inference server']);
  });

  it('reports the files that were not imported if the server does not restart', async () => {
    const { stored, problems } = await imported(NAMES, { crashing: ['a'], restarts: false });
    expect(stored).toEqual([]);
    expect(problems).toHaveLength(NAMES.length);
    expect(problems.filter((problem) => problem.endsWith('was not imported')).length).toBeGreaterThan(2);
  });

  it('retries if the connection is lost while the server is running', async () => {
    const { state } = stack({ crashing: [] });
    const session = state.session as unknown as { importOne: (object: WeaviateObject) => Promise<void> };
    let wasLost = false;
    session.importOne = async () => {
      if (!wasLost) {
        wasLost = true;
        throw new Error(EOF);
      }
    };
    const { stored, problems } = await importItems([itemOf('a')], state, () => Promise.resolve(true));
    expect([stored.length, problems]).toEqual([1, []]);
  });
});

describe('inferenceResponds', () => {
  const metaWith = (module: unknown) =>
    JSON.stringify({ version: '1.38.11', modules: { 'multi2vec-bind': module } });

  it.each([
    ['Weaviate reports the name of the model', metaWith({ model: 'ImageBindModel' }), true],
    ['Weaviate reports an error', metaWith({ error: 'connection refused' }), false],
    ['Weaviate reports nothing', JSON.stringify({ version: '1.38.11' }), false],
  ])('%s', async (_what, body, expected) => {
    const { url } = await answering({ '/v1/meta': { status: 200, text: body } });
    const state = {
      target: { http: url, apiKey: undefined },
      signal: new AbortController().signal,
      onWaiting: () => {},
    } as unknown as SmokeState;
    expect(await inferenceResponds(state, 0)).toBe(expected);
  });
});
