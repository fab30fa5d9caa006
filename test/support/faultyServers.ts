import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { connect, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Authority } from './proxies.ts';

/** A server on loopback until the test ends; its connections are cut then. */
async function listening(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket.on('error', () => {}).on('close', () => sockets.delete(socket)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** A web server with any answer, also an incomplete one. */
export function httpServer(answer: RequestListener): Promise<number> {
  return listening(createHttpServer(answer));
}

/** The same with TLS. */
export function httpsServer({ cert, key }: Authority, answer: RequestListener): Promise<number> {
  return listening(createHttpsServer({ cert, key }, answer));
}

/**
 * A port that does not answer, like one behind a firewall that drops packets: the process that listens accepts nothing,
 * and its queue is full.
 */
export async function blackHole(): Promise<number> {
  const program = `const server = require('node:net').createServer().listen(0, '127.0.0.1', 1, () => {
    require('node:fs').writeSync(1, String(server.address().port));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });`;
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [port] = await once(child.stdout, 'data');
  const sockets: Socket[] = [];
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
  });
  // The kernel accepts connections until the queue of two is full.
  for (let full = false; !full; ) {
    const socket = connect(Number(port), '127.0.0.1').on('error', () => {});
    sockets.push(socket);
    const tooLate = new Promise<'full'>((resolve) => setTimeout(() => resolve('full'), 300));
    full = (await Promise.race([once(socket, 'connect'), tooLate])) === 'full';
  }
  return Number(port);
}

interface ConnectProxy {
  readonly port: number;
  /** Each `HOST:PORT` that was requested. */
  readonly asked: string[];
  /** The `Proxy-Authorization` header of each request. */
  readonly logins: (string | undefined)[];
}

/** An HTTP proxy that connects every name to one local port; with a status, it rejects every connection. */
export async function connectProxy(target: number, rejects?: number): Promise<ConnectProxy> {
  const asked: string[] = [];
  const logins: (string | undefined)[] = [];
  const server = createHttpServer((_, response) => void response.writeHead(400).end());
  server.on('connect', (request, client: Socket) => {
    asked.push(request.url ?? '');
    logins.push(request.headers['proxy-authorization']);
    client.on('error', () => {});
    if (rejects !== undefined) return void client.end(`HTTP/1.1 ${rejects} Rejected\r\n\r\n`);
    const behind = connect(target, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      client.pipe(behind).pipe(client);
    });
    behind.on('error', () => client.destroy());
    client.on('close', () => behind.destroy());
  });
  return { port: await listening(server), asked, logins };
}
