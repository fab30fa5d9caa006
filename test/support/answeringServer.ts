import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach } from 'vitest';

export interface Answer {
  readonly status: number;
  readonly text?: string | Buffer;
}

interface AnsweringServer {
  readonly url: string;
  /** Headers of each request, by path. */
  readonly seen: Map<string, IncomingHttpHeaders>;
}

const open: Server[] = [];

/** A real HTTP server on loopback that answers by path, 404 for any other; closed after the test. */
export async function answering(answers: Readonly<Record<string, Answer>>): Promise<AnsweringServer> {
  const seen = new Map<string, IncomingHttpHeaders>();
  const server = createServer((request, response) => {
    seen.set(request.url ?? '', request.headers);
    const { status, text = '' } = answers[request.url ?? ''] ?? { status: 404 };
    response.writeHead(status).end(text);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push(server);
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

afterEach(async () => {
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }
});

/** A local port on which nothing listens. */
export async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
