import { describe, expect, it } from 'vitest';
import { connectionError } from '../../src/smoke/checks/connection.ts';
import { CheckFailure } from '../../src/weaviate/checkFailure.ts';
import { rest } from '../../src/weaviate/rest.ts';
import { type Answer, answering, closedPort } from '../support/answeringServer.ts';

/** Sends one request to a local HTTP server that gives this answer. */
async function ask(answer: Answer, apiKey?: string): Promise<unknown> {
  const { url } = await answering({ '/v1/schema': answer });
  const target = { http: url, grpcHost: '127.0.0.1', grpcPort: 1, apiKey };
  return rest(target, 'POST', '/v1/schema', { class: 'A' }, 5000);
}

describe('rest', () => {
  it.each([
    [200, '{"class":"A"}', { class: 'A' }],
    [200, '', undefined],
    [204, '', undefined],
  ])('%i %s', async (status, text, expected) => {
    expect(await ask({ status, text })).toEqual(expected);
  });

  it.each([
    [422, '{"error":[{"message":"a"},{"message":"b \\"c\\""}]}', 'returned 422: a; b "c"'],
    [500, 'panic', 'POST /v1/schema returned 500: panic'],
    [404, '', 'returned 404'],
    [302, '', 'returned 302'],
  ])('throws for %i %s', async (status, text, message) => {
    await expect(ask({ status, text })).rejects.toThrow(message);
  });

  it.each([
    [401, '{"code":401,"message":"anonymous access not enabled"}', 'authentication: 401 anonymous access'],
    [403, '{"error":[{"message":"forbidden"}]}', 'authentication: 403 forbidden'],
  ])('blames authentication for %i', async (status, text, message) => {
    await expect(ask({ status, text })).rejects.toThrow(CheckFailure);
    await expect(ask({ status, text })).rejects.toThrow(message);
  });

  it('sends the key, and a content type only with a body', async () => {
    const { url, seen } = await answering({ '/a': { status: 200 }, '/b': { status: 200 } });
    const target = { http: url, grpcHost: '', grpcPort: 1, apiKey: 'sesame' };
    await rest(target, 'GET', '/a', undefined, 5000);
    await rest(target, 'POST', '/b', {}, 5000);
    expect(seen.get('/a')).toMatchObject({ authorization: 'Bearer sesame' });
    expect(seen.get('/a')).not.toHaveProperty('content-type');
    expect(seen.get('/b')).toMatchObject({ 'content-type': 'application/json' });
  });
});

describe('connectionError', () => {
  it('is undefined if the port accepts connections', async () => {
    const { port } = new URL((await answering({})).url);
    expect(await connectionError('127.0.0.1', Number(port))).toBeUndefined();
  });

  it('is the error code otherwise', async () => {
    expect(await connectionError('127.0.0.1', await closedPort())).toBe('ECONNREFUSED');
  });
});
