import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { sampleMedia } from '../../src/smoke/samples/samples.ts';
import { readBody } from '../../src/stub/body.ts';
import { FAILURES, type StubOptions } from '../../src/stub/options.ts';
import { type Stub, startStub } from '../../src/stub/server.ts';
import { send, vectorize, vectorsOf } from './client.ts';

const running: Stub[] = [];

async function start(options: StubOptions = {}): Promise<Stub> {
  const stub = await startStub(options);
  running.push(stub);
  return stub;
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((stub) => stub.close()));
});

const statusOf = async (stub: Stub, path: string, method = 'GET') =>
  (await send(stub.url + path, { method })).status;

describe('starting and stopping', () => {
  it('uses a free port on this machine', async () => {
    const stub = await start();
    expect(stub.url).toBe(`http://127.0.0.1:${stub.port}`);
    expect(stub.port).toBeGreaterThan(0);
    expect(await statusOf(stub, '/.well-known/ready')).toBe(204);
  });

  it('uses the given port, and frees it again', async () => {
    const { port } = await start();
    await running.pop()?.close();
    expect((await start({ port })).port).toBe(port);
  });

  it('reports a reachable address when it listens on all interfaces', async () => {
    const stub = await start({ host: '0.0.0.0' });
    expect(stub.url).toBe(`http://127.0.0.1:${stub.port}`);
    expect(await statusOf(stub, '/meta')).toBe(200);
  });

  it('rejects with the error of Node if the port is in use', async () => {
    const { port } = await start();
    await expect(startStub({ port })).rejects.toMatchObject({ code: 'EADDRINUSE', port });
  });

  it('closes even while one client keeps its connection and another waits', async () => {
    const stub = await start({ delayMs: 3_600_000 });
    const agent = new Agent({ keepAlive: true });
    const idle = request(`${stub.url}/meta`, { agent }).end();
    const [response] = await once(idle, 'response');
    response.resume();
    await once(response, 'end');
    const waiting = vectorize(stub, { texts: ['a'] }).catch((error: Error) => error);
    await vi.waitFor(() => expect(Object.values(agent.freeSockets)).toHaveLength(1));
    await stub.close();
    await stub.close();
    expect(await waiting).toBeInstanceOf(Error);
    await expect(send(`${stub.url}/meta`)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    agent.destroy();
  });
});

describe('load', () => {
  it('handles 50 requests at once, each with its own vectors', async () => {
    const stub = await start({ delayMs: 20 });
    const texts = Array.from({ length: 50 }, (_, index) => `text number ${index}`);
    const responses = await Promise.all(
      texts.map((text) => vectorsOf(stub, 'textVectors', { texts: [text] })),
    );
    expect(responses).toEqual((await vectorsOf(stub, 'textVectors', { texts })).map((vector) => [vector]));
    expect(new Set(responses.map((response) => JSON.stringify(response))).size).toBe(50);
  });

  it('handles several requests on one connection', async () => {
    const stub = await start();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ports = new Set<number | undefined>();
    for (const path of ['/meta', '/nothing', '/vectorize', '/.well-known/ready']) {
      const outgoing = request(stub.url + path, { agent }).end();
      const [response] = await once(outgoing, 'response');
      ports.add(outgoing.socket?.localPort);
      response.resume();
      await once(response, 'end');
    }
    expect(ports.size).toBe(1);
    agent.destroy();
  });

  it('closes a connection after five idle seconds, like uvicorn', { timeout: 20_000 }, async () => {
    const stub = await start();
    const socket = connect(stub.port, '127.0.0.1');
    socket.write('GET /meta HTTP/1.1\r\nhost: x\r\n\r\n');
    await once(socket, 'data');
    const started = performance.now();
    await once(socket, 'end');
    const seconds = (performance.now() - started) / 1000;
    expect(seconds).toBeGreaterThan(4.5);
    // Newer versions of Node wait one second longer.
    expect(seconds).toBeLessThan(9);
  });

  it('handles large bodies that arrive at the same time', { timeout: 60_000 }, async () => {
    const stub = await start();
    const image = Buffer.concat([sampleMedia('image', 0), Buffer.alloc(6_000_000)]).toString('base64');
    const responses = await Promise.all(
      Array.from({ length: 20 }, () => vectorize(stub, { images: [image] })),
    );
    expect(responses.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
  });

  it('accepts a body of 100 MB', { timeout: 120_000 }, async () => {
    const stub = await start();
    const image = Buffer.concat([sampleMedia('image', 0), Buffer.alloc(75_000_000)]);
    const body = Buffer.from(`{"images":["${image.toString('base64')}"]}`);
    expect(body.length).toBeGreaterThan(100_000_000);
    const reply = await send(`${stub.url}/vectorize`, { method: 'POST', body });
    expect(reply.status).toBe(200);
  });

  it('rejects a body whose Content-Length is above 256 MiB', async () => {
    const stub = await start();
    const outgoing = request(`${stub.url}/vectorize`, {
      method: 'POST',
      headers: { 'content-length': 256 * 1024 * 1024 + 1 },
    });
    outgoing.on('error', () => {});
    outgoing.flushHeaders();
    const [response] = await once(outgoing, 'response');
    expect(response.statusCode).toBe(413);
    outgoing.destroy();
  });

  it.each([
    ['at the limit', ['ab', 'cd'], 4, 'abcd'],
    ['below the limit', [], 4, ''],
  ])('reads a body without Content-Length %s', async (_name, chunks, limit, text) => {
    const body = Object.assign(Readable.from(chunks.map((chunk) => Buffer.from(chunk))), { headers: {} });
    expect((await readBody(body, limit)).toString()).toBe(text);
  });

  it('rejects one above the limit, and keeps the connection open for the response', async () => {
    const chunks = ['ab', 'cde', 'f'].map((chunk) => Buffer.from(chunk));
    const body = Object.assign(Readable.from(chunks), { headers: {} });
    await expect(readBody(body, 4)).rejects.toMatchObject({ status: 413 });
    expect(body.destroyed).toBe(false);
  });

  it('survives a client that disconnects in the middle of its body', async () => {
    const stub = await start();
    const socket = connect(stub.port, '127.0.0.1');
    socket.write('POST /vectorize HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"texts"');
    await once(socket, 'connect');
    await sleep(20);
    socket.destroy();
    expect(await statusOf(stub, '/.well-known/ready')).toBe(204);
  });
});

describe('delays', () => {
  it('returns 503 on both well-known paths until it is ready; other paths work immediately', async () => {
    const stub = await start({ readyAfterMs: 3_600_000 });
    for (const path of ['/.well-known/live', '/.well-known/ready']) {
      expect([await statusOf(stub, path), await statusOf(stub, path, 'HEAD')]).toEqual([503, 503]);
    }
    expect(await statusOf(stub, '/meta')).toBe(200);
  });

  it('becomes ready', async () => {
    const stub = await start({ readyAfterMs: 50 });
    await vi.waitFor(async () => expect(await statusOf(stub, '/.well-known/ready')).toBe(204), {
      timeout: 10_000,
    });
    expect(await statusOf(stub, '/.well-known/live')).toBe(204);
  });

  it('returns the same response to a delayed request', async () => {
    const late = await start({ delayMs: 30 });
    const prompt = await start();
    const body = { texts: ['a dog'] };
    expect((await vectorize(late, body)).text).toBe((await vectorize(prompt, body)).text);
  });
});

describe('failures on request', () => {
  it('come in three kinds', () => {
    expect(FAILURES).toEqual(['vectorize', 'ready', 'hang']);
  });

  it('vectorize: every request to /vectorize fails, valid or not', async () => {
    const stub = await start({ fail: 'vectorize' });
    for (const body of [{ texts: ['a'] }, {}, null]) {
      const reply = await vectorize(stub, body);
      expect([reply.status, reply.text]).toEqual([
        500,
        '{"error":"the stub was started with --fail vectorize"}',
      ]);
    }
    expect(await statusOf(stub, '/.well-known/ready')).toBe(204);
    expect(await statusOf(stub, '/meta')).toBe(200);
  });

  it('ready: never ready, the rest works', async () => {
    const stub = await start({ fail: 'ready' });
    for (const path of ['/.well-known/live', '/.well-known/ready']) {
      expect([await statusOf(stub, path), await statusOf(stub, path, 'HEAD')]).toEqual([503, 503]);
    }
    expect((await vectorize(stub, { texts: ['a'] })).status).toBe(200);
  });

  it.each(['/.well-known/ready', '/meta', '/vectorize', '/nothing'])(
    'hang: %s is never answered',
    async (path) => {
      const stub = await start({ fail: 'hang' });
      const outgoing = request(stub.url + path, { method: 'POST' });
      const ended = once(outgoing, 'response').catch((error: Error) => error);
      outgoing.end('{}');
      await once(outgoing, 'finish');
      expect(await Promise.race([ended, sleep(100, 'nothing came')])).toBe('nothing came');
      await stub.close();
      expect(await ended).toMatchObject({ code: 'ECONNRESET' });
    },
  );
});
