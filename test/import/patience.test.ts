import { expect, it } from 'vitest';
import { patiently } from '../../src/import/patience.ts';
import { CheckFailure } from '../../src/weaviate/checkFailure.ts';
import { RestError } from '../../src/weaviate/rest.ts';
import { failureOf } from '../support/failure.ts';

/** Requests that fail some times, then succeed; what was waited for, and which were told that they are repeated. */
async function tried(error: Error, times = 3, longest = 1000) {
  const waits: (string | undefined)[] = [];
  const repeats: boolean[] = [];
  const { signal } = new AbortController();
  const patience = { longest, firstPause: 1, signal, onWaiting: (server?: string) => waits.push(server) };
  const result = await patiently(patience, async (isRepeated) => {
    repeats.push(isRepeated);
    if (repeats.length <= times) throw error;
    return 'answered';
  });
  return { result, waits, repeats };
}

it.each([
  ['nothing listens', new CheckFailure('network', 'POST /v1/graphql: ECONNREFUSED', '')],
  ['gRPC is closed', new Error('/weaviate.v1.Weaviate/Search UNAVAILABLE: connection dropped')],
  ['a proxy has no server', new RestError('POST /v1/graphql', 502, 'Bad Gateway')],
  ['the server is not ready', new RestError('POST /v1/graphql', 503, '')],
  ['a node has left its cluster', new Error('resolve node name "node1" to host')],
  [
    'a node stops',
    new RestError('DELETE /v1/batch/objects', 500, 'shard abc: store is closed: already shut or dropped'),
  ],
])('waits while %s', async (_, error) => {
  expect(await tried(error)).toEqual({
    result: 'answered',
    waits: ['Weaviate', 'Weaviate', 'Weaviate', undefined],
    repeats: [false, true, true, true],
  });
});

it.each([
  new Error('Cannot query field "path" on type "Media"'),
  new RestError('DELETE /v1/batch/objects', 422, 'invalid where filter'),
  new RestError('POST /v1/graphql', 500, 'something else'),
  new CheckFailure('authentication', '401 invalid api key', ''),
])('does not repeat what would fail again: %s', async (error) => {
  await expect(tried(error)).rejects.toBe(error);
});

it('gives up some time', async () => {
  const error = new RestError('POST /v1/graphql', 503, 'not ready');
  expect(await failureOf(() => tried(error, Number.POSITIVE_INFINITY, 5))).toMatchObject({
    code: 'not-running',
    detail: expect.stringContaining('503'),
  });
});
