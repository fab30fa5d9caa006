import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer, type Server } from 'node:net';
import { onTestFinished } from 'vitest';

async function listening(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

/** Occupies a local port until the test ends; 0 for a free one. */
export async function takePort(port = 0): Promise<number> {
  return listening(
    createServer((socket) => socket.destroy()),
    port,
  );
}

/** A web server that is not Weaviate, until the test ends. */
export async function webServer(answer: RequestListener): Promise<number> {
  return listening(createHttpServer({ keepAliveTimeout: 1 }, answer), 0);
}
