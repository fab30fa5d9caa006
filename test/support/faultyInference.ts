import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { startStub } from '../../src/stub/server.ts';

/** How the response to `POST /vectorize` is broken. */
export type InferenceFault =
  | 'none'
  | 'hangs'
  | 'hangs altogether'
  | 'fails'
  | 'no JSON'
  | 'NaN'
  | 'short vectors'
  | 'other lengths'
  | 'no vectors'
  | 'one response'
  | 'resets after silence';

/** The stub behind a proxy that breaks its responses. */
export interface FaultyInference {
  readonly url: string;
  fault: InferenceFault;
  /** Stops listening, so connections are refused. */
  refuse(): Promise<void>;
  /** Listens again, on the same port. */
  listen(): Promise<void>;
  close(): Promise<void>;
}

/** Milliseconds without a request that count as silence: less than the test waits. */
const SILENCE = 4000;

export async function faultyInference(): Promise<FaultyInference> {
  const stub = await startStub();
  let fault: InferenceFault = 'none';
  /** Time of the last request since the fault, and of the end of the last silence. */
  const last = { request: Number.POSITIVE_INFINITY, silence: 0 };
  let port = 0;
  let server: Server | undefined;
  let responses = 0;

  async function answer(asked: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, url = '', socket } = asked;
    const body = await text(asked);
    const now = Date.now();
    if (now - last.request > SILENCE) last.silence = now;
    last.request = now;
    // Weaviate repeats a request on another connection if its connection was reset (1.38.11).
    if (fault === 'resets after silence' && now - last.silence < SILENCE / 2)
      return void socket.resetAndDestroy();
    if (fault === 'hangs altogether') return;
    const passed = await fetch(stub.url + url, {
      method: method ?? 'GET',
      // Weaviate sends no content type, and fetch would send text/plain for a string.
      ...(method === 'POST' && { body, headers: { 'Content-Type': 'application/json' } }),
    });
    const good = await passed.text();
    if (
      url !== '/vectorize' ||
      fault === 'none' ||
      fault === 'resets after silence' ||
      passed.status !== 200
    ) {
      return void response.writeHead(passed.status).end(good);
    }
    if (fault === 'hangs') return;
    if (fault === 'fails') return void response.writeHead(500).end('{"error":"CUDA error: out of memory"}');
    if (fault === 'one response') {
      responses += 1;
      return void response
        .writeHead(responses > 1 ? 500 : 200)
        .end(responses > 1 ? '{"error":"second"}' : good);
    }
    response.writeHead(200).end(spoiled(good, fault));
  }

  async function listen(): Promise<void> {
    responses = 0;
    server = createServer({ keepAliveTimeout: 120_000 }, (asked, response) => {
      void answer(asked, response).catch(() => response.destroy());
    });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
  }

  async function refuse(): Promise<void> {
    const closed = server && once(server, 'close');
    server?.close();
    server?.closeAllConnections();
    await closed;
  }

  const faulty: FaultyInference = {
    get url() {
      return `http://127.0.0.1:${port}`;
    },
    get fault() {
      return fault;
    },
    set fault(next) {
      fault = next;
      last.request = Number.POSITIVE_INFINITY;
      last.silence = 0;
    },
    refuse,
    listen,
    async close() {
      await refuse();
      await stub.close();
    },
  };
  await listen();
  return faulty;
}

type Answer = Record<string, number[][]>;

function spoiled(good: string, fault: InferenceFault): string {
  if (fault === 'no JSON') return '<html>Bad Gateway</html>';
  const answer = JSON.parse(good) as Answer;
  const changed = (change: (vector: number[]) => number[]) =>
    JSON.stringify(
      Object.fromEntries(Object.entries(answer).map(([key, vectors]) => [key, vectors.map(change)])),
    );
  switch (fault) {
    case 'NaN':
      return changed((vector) => vector.slice(1).concat(0.123456789)).replaceAll('0.123456789', 'NaN');
    case 'short vectors':
      return changed((vector) => vector.slice(0, 512));
    case 'other lengths':
      return changed((vector) => vector.map((number) => number * 3));
    default:
      return changed(() => []);
  }
}
