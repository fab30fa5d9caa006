import { describe, expect, it } from 'vitest';
import {
  moduleFault,
  parseMeta,
  probeInference,
  probeModule,
  probeWeaviate,
} from '../../src/targets/shared/layers.ts';
import { answering, closedPort } from '../support/answeringServer.ts';

const never = new AbortController().signal;
const META = '/v1/meta';

describe.each([
  ['the inference server', probeInference, '/.well-known/ready'],
  ['Weaviate', probeWeaviate, '/v1/.well-known/ready'],
] as const)('%s', (_layer, probe, path) => {
  it('is ready when it returns 200', async () => {
    const { url } = await answering({ [path]: { status: 200 } });
    expect(await probe(url, never)).toEqual({ state: 'ready' });
  });

  it.each([404, 500, 503])('may become ready when it returns %i', async (status) => {
    const { url } = await answering({ [path]: { status } });
    expect(await probe(url, never)).toEqual({
      state: 'waiting',
      detail: expect.stringContaining('it responds'),
    });
  });

  it('may become ready when nothing responds', async () => {
    const state = await probe(`http://127.0.0.1:${await closedPort()}`, never);
    expect(state).toEqual({ state: 'waiting', detail: expect.stringContaining('ECONNREFUSED') });
  });
});

it('204 means ready for the inference server, but not for Weaviate', async () => {
  const { url } = await answering({
    '/.well-known/ready': { status: 204 },
    '/v1/.well-known/ready': { status: 204 },
  });
  expect(await probeInference(url, never)).toEqual({ state: 'ready' });
  expect(await probeWeaviate(url, never)).toMatchObject({ state: 'waiting' });
});

describe('the module', () => {
  const meta = (modules: object) => JSON.stringify({ version: '1.38.11', modules });
  const unreachable = { 'multi2vec-bind': { error: 'connection refused' } };

  it.each([
    [200, meta({ 'multi2vec-bind': { model: 'x' } }), { state: 'ready' }],
    [200, meta({ 'multi2vec-bind': {} }), { state: 'ready' }],
    // A missing module never appears; an unreachable server may still come up.
    [200, meta({}), { state: 'failed', detail: 'Weaviate runs without the module multi2vec-bind' }],
    [200, '{"version":"1.38.11"}', { state: 'failed' }],
    [
      200,
      meta(unreachable),
      { state: 'waiting', detail: 'Weaviate cannot reach the inference server: connection refused' },
    ],
    [200, 'no JSON', { state: 'waiting', detail: 'it responds with status 200' }],
    [200, '{}', { state: 'waiting', detail: 'it responds with status 200' }],
    [500, '', { state: 'waiting', detail: 'it responds with status 500' }],
    [401, '', { state: 'failed', detail: 'it rejects the API key (401)', suggestion: 'use the key in .env' }],
    [403, '', { state: 'failed', detail: 'it rejects the API key (403)' }],
  ])('returns %i %s', async (status, text, expected) => {
    const { url } = await answering({ [META]: { status, text } });
    expect(await probeModule(url, undefined, never)).toMatchObject(expected);
  });

  it('is waited for when nothing responds', async () => {
    const state = await probeModule(`http://127.0.0.1:${await closedPort()}`, undefined, never);
    expect(state).toEqual({ state: 'waiting', detail: expect.stringContaining('ECONNREFUSED') });
  });

  it.each([
    ['secret', 'Bearer secret'],
    [undefined, undefined],
  ])('is requested with the key %j', async (key, header) => {
    const { url, seen } = await answering({ [META]: { status: 200, text: meta({}) } });
    await probeModule(url, key, never);
    expect(seen.get(META)?.authorization).toBe(header);
  });
});

it.each([
  [
    { version: '1.38.11', modules: { a: { b: 1 } } },
    { version: '1.38.11', modules: { a: { b: 1 } } },
  ],
  [
    { version: '1.38.11', hostname: 'x' },
    { version: '1.38.11', modules: {} },
  ],
  [{ modules: {} }, undefined],
  [{ version: '1.38.11', modules: [] }, undefined],
  [null, undefined],
  [undefined, undefined],
])('parseMeta(%j)', (answer, expected) => {
  expect(parseMeta(answer)).toEqual(expected);
});

it.each([
  [{ 'multi2vec-bind': {} }, undefined],
  [{ 'multi2vec-bind': { model: 'x', version: 1 } }, undefined],
  [{}, 'Weaviate runs without the module multi2vec-bind'],
  [{ 'multi2vec-clip': {} }, 'Weaviate runs without the module multi2vec-bind'],
  [{ 'multi2vec-bind': { error: 'EOF' } }, 'Weaviate cannot reach the inference server: EOF'],
])('moduleFault(%j) is %j', (modules, detail) => {
  expect(moduleFault({ version: '1.38.11', modules })?.detail).toBe(detail);
});
