import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { sendRequest } from '../../src/targets/shared/http.ts';
import { answering, closedPort } from '../support/answeringServer.ts';

it('returns status and text for any status', async () => {
  const { url } = await answering({ '/a': { status: 200, text: 'yes' }, '/b': { status: 503, text: 'no' } });
  expect(await sendRequest(`${url}/a`)).toEqual({ status: 200, text: 'yes' });
  expect(await sendRequest(`${url}/b`)).toEqual({ status: 503, text: 'no' });
});

it('does not follow redirects', async () => {
  const { url } = await answering({ '/a': { status: 302, text: 'there' } });
  expect((await sendRequest(`${url}/a`)).status).toBe(302);
});

it('sends the given headers', async () => {
  const { url, seen } = await answering({});
  await sendRequest(`${url}/a`, { headers: { Authorization: 'Bearer k' } });
  expect(seen.get('/a')?.authorization).toBe('Bearer k');
});

it('does not throw if nothing responds', async () => {
  const response = await sendRequest(`http://127.0.0.1:${await closedPort()}/`);
  expect(response).toEqual({ status: undefined, text: expect.stringContaining('ECONNREFUSED') });
});

it('gives up on a server that accepts and never responds', async () => {
  const server = createServer(() => {}).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  try {
    const { status, text: reason } = await sendRequest(`http://127.0.0.1:${port}/`, { timeout: 50 });
    expect([status, reason]).toEqual([undefined, expect.stringContaining('timeout')]);
  } finally {
    server.close();
  }
});

it('stops when it is interrupted', async () => {
  const { status } = await sendRequest('http://127.0.0.1:9/', { signal: AbortSignal.abort() });
  expect(status).toBeUndefined();
});

it.each([
  ['an object as JSON', { a: 1 }, '{"a":1}'],
  ['a text unchanged', '{"a": 1}', '{"a": 1}'],
])('sends %s', async (_what, body, sent) => {
  const bodies: string[] = [];
  const server = createHttpServer(async (request, response) => {
    bodies.push(`${request.method} ${await text(request)}`);
    response.end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  await sendRequest(`http://127.0.0.1:${port}/`, { method: 'DELETE', body });
  server.close();
  expect(bodies).toEqual([`DELETE ${sent}`]);
});
