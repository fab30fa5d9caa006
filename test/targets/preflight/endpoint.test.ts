import { describe, expect, it } from 'vitest';
import { STUB_MODEL } from '../../../src/facts/imageBind/serverErrors.ts';
import { CONTAINER_NETWORK } from '../../../src/targets/compose/preflight/composeChecks.ts';
import {
  checkModel,
  checkReady,
  checkUrl,
  checkVector,
  probeEndpoint,
  urlFromThisMachine,
  type WeaviateNetwork,
} from '../../../src/targets/shared/preflight/endpoint.ts';
import { answering, closedPort } from '../../support/answeringServer.ts';
import { resultLine } from './fixtures.ts';

const NETWORKS: Readonly<Record<'compose' | 'embedded', WeaviateNetwork>> = {
  compose: CONTAINER_NETWORK,
  embedded: { knowsOtherHosts: false },
};

describe('the address', () => {
  it.each([
    ['http://gpu:8080', 'compose', 'pass: http://gpu:8080'],
    ['https://models.example.com/bind', 'compose', 'pass: https://models.example.com/bind'],
    ['http://127.0.0.1:8081', 'embedded', 'pass: http://127.0.0.1:8081'],
    [
      'http://127.0.0.1:8081',
      'compose',
      'fail: http://127.0.0.1:8081: inside the Weaviate container, that address is the container itself',
    ],
    [
      'http://localhost',
      'compose',
      'fail: http://localhost: inside the Weaviate container, that address is the container itself',
    ],
    ['http://gpu:8080/', 'compose', 'fail: http://gpu:8080/ ends with a slash'],
    ['gpu:8080', 'compose', 'fail: gpu:8080 is not an HTTP URL'],
  ] as const)('%s for %s: %s', (url, target, expected) => {
    expect(resultLine(checkUrl(url, NETWORKS[target]))).toBe(expected);
  });

  it('suggests how containers reach their host', () => {
    expect(checkUrl('http://localhost:8081', CONTAINER_NETWORK).suggestion).toMatch(
      /^--inference-url http:\/\/host\.docker\.internal:8081; on Linux also add extra_hosts/,
    );
    expect(urlFromThisMachine('http://host.docker.internal:8081')).toBe('http://127.0.0.1:8081');
    expect(urlFromThisMachine('http://host.docker.internal.example:1')).toBe(
      'http://host.docker.internal.example:1',
    );
  });
});

describe('readiness', () => {
  it.each([
    [{ status: 204, text: '' }, 'compose', 'pass: ready'],
    [{ status: 200, text: '' }, 'embedded', 'pass: ready'],
    [{ status: 503, text: '' }, 'embedded', 'fail: not ready yet (503)'],
    [{ status: 404, text: '' }, 'embedded', 'fail: returns 404 for /.well-known/ready'],
    [{ status: 302, text: '' }, 'embedded', 'fail: returns 302 for /.well-known/ready'],
    [{ status: undefined, text: 'no response within 5 s' }, 'embedded', 'fail: no response within 5 s'],
    [{ status: undefined, text: 'ECONNREFUSED' }, 'compose', 'fail: no response: ECONNREFUSED'],
    [
      { status: undefined, text: 'getaddrinfo ENOTFOUND gpu' },
      'compose',
      'warn: this machine cannot resolve the host name of http://gpu:8080',
    ],
    [
      { status: undefined, text: 'getaddrinfo ENOTFOUND gpu' },
      'embedded',
      'fail: no response: getaddrinfo ENOTFOUND gpu',
    ],
  ] as const)('%j for %s: %s', (answer, target, expected) => {
    expect(resultLine(checkReady('http://gpu:8080', answer, NETWORKS[target]))).toBe(expected);
  });
});

describe('the model', () => {
  const json = (value: unknown) => ({ status: 200, text: JSON.stringify(value) });
  it.each([
    [json({ model: 'ImageBindModel', version: 1 }), 'pass: ImageBindModel'],
    [json({ model: STUB_MODEL }), 'warn: the stub, not ImageBind: its vectors have no meaning'],
    [json({ model: 'clip-ViT-B-32' }), 'fail: clip-ViT-B-32, not ImageBind'],
    [json({}), 'warn: not reported by /meta: 200 without a model'],
    [{ status: 404, text: 'Not Found' }, 'warn: not reported by /meta: 404 without a model'],
    [
      { status: undefined, text: 'no response within 5 s' },
      'warn: not reported by /meta: no response within 5 s',
    ],
    [undefined, 'skip: the server is not ready'],
  ])('%j: %s', (answer, expected) => {
    expect(resultLine(checkModel(answer))).toBe(expected);
  });
});

describe('a vector', () => {
  const numbers = (length: number, value: unknown = 0.1) => Array.from({ length }, () => value);
  const vectors = (...textVectors: unknown[]) => ({ status: 200, text: JSON.stringify({ textVectors }) });
  it.each([
    ['one of 1024', vectors(numbers(1024)), 'pass: 1024 numbers'],
    ['one of 512', vectors(numbers(512)), 'fail: 512 numbers'],
    ['two', vectors(numbers(1024), numbers(1024)), 'fail: 2 vectors for one text'],
    ['none', vectors(), 'fail: 0 vectors for one text'],
    ['zeros', vectors(numbers(1024, 0)), 'fail: all zeros'],
    ['no numbers', vectors(numbers(1024, null)), 'fail: /vectorize returned no vectors'],
    [
      'an error',
      { status: 500, text: '{"error":"CUDA"}\n' },
      'fail: /vectorize returns 500: {"error":"CUDA"}',
    ],
    ['a page', { status: 200, text: '<html>' }, 'fail: /vectorize returned no vectors'],
    ['no response', { status: undefined, text: 'no response within 10 s' }, 'fail: no response within 10 s'],
    ['not requested', undefined, 'skip: the server is not ready'],
  ])('%s', (_title, answer, expected) => {
    expect(resultLine(checkVector(answer))).toBe(expected);
  });
});

describe('probeEndpoint', () => {
  const { signal } = new AbortController();

  it('sends three requests', async () => {
    const { url, seen } = await answering({
      '/.well-known/ready': { status: 204 },
      '/meta': { status: 200, text: '{"model":"ImageBindModel"}' },
      '/vectorize': { status: 200, text: '{"textVectors":[[1]]}' },
    });
    expect(await probeEndpoint({ signal }, url)).toEqual({
      ready: { status: 204, text: '' },
      meta: { status: 200, text: '{"model":"ImageBindModel"}' },
      vector: { status: 200, text: '{"textVectors":[[1]]}' },
    });
    expect(seen.get('/vectorize')?.['content-type']).toBe('application/json');
  });

  it('sends no more requests to a server that is not ready or does not exist', async () => {
    const { url, seen } = await answering({});
    expect(await probeEndpoint({ signal }, url)).toMatchObject({ ready: { status: 404 }, meta: undefined });
    expect([...seen.keys()]).toEqual(['/.well-known/ready']);
    const nothing = await probeEndpoint({ signal }, `http://127.0.0.1:${await closedPort()}`);
    expect(nothing.ready.text).toContain('ECONNREFUSED');
  });

  it('stops when the user interrupts', async () => {
    const controller = new AbortController();
    controller.abort(new Error('interrupted'));
    await expect(probeEndpoint({ signal: controller.signal }, 'http://127.0.0.1:1')).rejects.toThrow(
      'interrupted',
    );
  });
});
