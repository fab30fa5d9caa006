import { describe, expect, it } from 'vitest';
import { weaviateStore } from '../../src/import/weaviateStore.ts';
import type { WeaviateSession } from '../../src/weaviate/session.ts';
import { answering } from '../support/answeringServer.ts';

describe('whether the inference server responds', () => {
  const metaWith = (module: unknown) =>
    JSON.stringify({ version: '1.38.11', modules: { 'multi2vec-bind': module } });

  it.each([
    ['Weaviate reports the name of the model', metaWith({ model: 'ImageBindModel' }), true],
    ['Weaviate reports an error', metaWith({ error: 'connection refused' }), false],
    ['Weaviate reports nothing', JSON.stringify({ version: '1.38.11' }), false],
  ])('%s', async (_what, body, expected) => {
    const { url } = await answering({ '/v1/meta': { status: 200, text: body } });
    const server = { http: url, grpcHost: '', grpcPort: 0, apiKey: undefined };
    const store = weaviateStore({} as WeaviateSession, server, new AbortController().signal);
    expect(await store.inferenceResponds()).toBe(expected);
  });
});
