import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { startStub } from '../../src/inference/server.ts';

/** How the answer to `POST /vectorize` is spoilt. */
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
  | 'one answer'
  | 'drops idle connections';

/** The stand-in behind a proxy that spoils its answers. */
export interface FaultyInference {
  readonly url: string;
  fault: InferenceFault;
  /** Ends listening, so that connections are refused. */
  refuse(): Promise<void>;
  /** Listens again, on the same port. */
  listen(): Promise<void>;
  close(): Promise<void>;
}

/** Milliseconds of silence after which a connection is not answered any more: below what the test waits. */
const IDLE = 4000;

export async function faultyInference(): Promise<FaultyInference> {
  const stub = await startStub();
  const sockets = new Map<Socket, number>();
  let port = 0;
  let server: Server | undefined;
  let answers = 0;

  async function answer(asked: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, url = '', socket } = asked;
    const body = await text(asked);
    const last = sockets.get(socket);
    sockets.set(socket, Date.now());
    const { fault } = faulty;
    if (fault === 'drops idle connections' && last !== undefined && Date.now() - last > IDLE) {
      return void socket.resetAndDestroy();
    }
    if (fault === 'hangs altogether') return;
    const passed = await fetch(stub.url + url, {
      method: method ?? 'GET',
      // Weaviate sends none, and fetch would say that a text is plain.
      ...(method === 'POST' && { body, headers: { 'Content-Type': 'application/json' } }),
    });
    const good = await passed.text();
    if (
      url !== '/vectorize' ||
      fault === 'none' ||
      fault === 'drops idle connections' ||
      passed.status !== 200
    ) {
      return void response.writeHead(passed.status).end(good);
    }
    if (fault === 'hangs') return;
    if (fault === 'fails') return void response.writeHead(500).end('{"error":"CUDA error: out of memory"}');
    if (fault === 'one answer') {
      answers += 1;
      return void response.writeHead(answers > 1 ? 500 : 200).end(answers > 1 ? '{"error":"second"}' : good);
    }
    response.writeHead(200).end(spoilt(good, fault));
  }

  async function listen(): Promise<void> {
    answers = 0;
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
    fault: 'none',
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

function spoilt(good: string, fault: InferenceFault): string {
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
