import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { VECTOR_DIMENSIONS } from '../../../src/facts/modalities.ts';
import type { SmokeState } from '../../../src/smoke/checks/check.ts';
import type { SmokeObject } from '../../../src/smoke/objects.ts';
import type { SmokeSession } from '../../../src/smoke/session.ts';
import { importItems, inferenceResponds } from '../../../src/smoke/userMedia/importItems.ts';
import type { MediaItem } from '../../../src/smoke/userMedia/mediaFolder.ts';
import { answering } from '../../support/answeringServer.ts';
import { configOf } from '../../support/config.ts';

// What Weaviate 1.38.11 says when the inference server ends under its request, and when it is not there.
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

/** An inference server that ends at some titles, behind a Weaviate; and whether somebody starts it again. */
function stack({ deadly, restarts = true }: { deadly: readonly string[]; restarts?: boolean }) {
  const sent: string[] = [];
  let runs = true;
  let breaks = 0;
  let tellEnd = () => {};
  const end = new Promise<void>((resolve) => {
    tellEnd = resolve;
  });
  const session: Pick<SmokeSession, 'importOne' | 'vectorsOf'> = {
    async importOne({ title }: SmokeObject) {
      sent.push(title);
      if (!runs) throw new Error(REFUSED);
      const before = breaks;
      await sleep(5);
      if (deadly.includes(title)) {
        runs = false;
        breaks += 1;
        tellEnd();
      }
      // What is under way is still under way when the server ends for good, however long a file took to be read.
      if (!restarts) await end;
      if (breaks > before) throw new Error(EOF);
    },
    vectorsOf: () => Promise.resolve({ default: new Array<number>(VECTOR_DIMENSIONS).fill(1) }),
  };
  return {
    sent,
    state: {
      session: session as SmokeSession,
      signal: new AbortController().signal,
      onWaiting: () => {},
      config: configOf('--modalities text'),
    } as unknown as SmokeState,
    isBack: (_state: SmokeState, within?: number) => {
      if (restarts && within !== 0) runs = true;
      return Promise.resolve(runs);
    },
  };
}

async function imported(titles: readonly string[], setting: Parameters<typeof stack>[0]) {
  const { sent, state, isBack } = stack(setting);
  const { stored, problems } = await importItems(titles.map(itemOf), state, isBack);
  return {
    sent,
    stored: stored.map(({ title }) => title),
    problems: problems.map(({ file, message }) => `${file} ${message}`).sort(),
    reasons: problems.map(({ reason }) => reason),
  };
}

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];

describe('an import', () => {
  it('passes where nothing is wrong', async () => {
    const { stored, problems } = await imported(NAMES, { deadly: [] });
    expect([stored, problems]).toEqual([NAMES, []]);
  });

  it('names the file that ends the inference server, and goes on with the others', async () => {
    const { stored, problems, reasons } = await imported(NAMES, { deadly: ['c'] });
    expect(stored).toEqual(['a', 'b', 'd', 'e', 'f', 'g']);
    expect(problems).toEqual(['c ended the inference server']);
    expect(reasons[0]).toContain('its process died or was killed while it had this file');
  });

  it('names several, the first and the last', async () => {
    const { stored, problems } = await imported(NAMES, { deadly: ['a', 'g'] });
    expect(stored).toEqual(['b', 'c', 'd', 'e', 'f']);
    expect(problems).toEqual(['a ended the inference server', 'g ended the inference server']);
  });

  it('does not send the only suspect again to a server that is down', async () => {
    const { sent, problems } = await imported(['a'], { deadly: ['a'] });
    expect(sent).toEqual(['a']);
    expect(problems).toEqual(['a ended the inference server']);
  });

  it('reports what was not tried where nobody starts the server again', async () => {
    const { stored, problems } = await imported(NAMES, { deadly: ['a'], restarts: false });
    expect(stored).toEqual([]);
    expect(problems).toHaveLength(NAMES.length);
    expect(problems.filter((problem) => problem.endsWith('was not tried')).length).toBeGreaterThan(2);
  });

  it('blames nobody for a connection that breaks while the server runs', async () => {
    const { state } = stack({ deadly: [] });
    const session = state.session as unknown as { importOne: (object: SmokeObject) => Promise<void> };
    let broken = false;
    session.importOne = async () => {
      if (!broken) {
        broken = true;
        throw new Error(EOF);
      }
    };
    const { stored, problems } = await importItems([itemOf('a')], state, () => Promise.resolve(true));
    expect([stored.length, problems]).toEqual([1, []]);
  });
});

describe('whether the model is back', () => {
  const metaWith = (module: unknown) =>
    JSON.stringify({ version: '1.38.11', modules: { 'multi2vec-bind': module } });

  it.each([
    ['it tells its name', metaWith({ model: 'ImageBindModel' }), true],
    ['Weaviate cannot reach it', metaWith({ error: 'connection refused' }), false],
    ['Weaviate says nothing of it', JSON.stringify({ version: '1.38.11' }), false],
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
