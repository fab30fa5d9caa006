import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer, request } from 'node:http';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { onTestFinished } from 'vitest';

async function listening(server: Server, host: string): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket.on('error', () => {}).on('close', () => sockets.delete(socket)));
  });
  server.listen(0, host);
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function piped(port: number): (socket: Socket) => void {
  return (socket) => {
    const behind = connect(port, '127.0.0.1');
    for (const one of [socket, behind]) one.on('error', () => {});
    socket.on('close', () => behind.destroy()).pipe(behind);
    behind.on('close', () => socket.destroy()).pipe(socket);
  };
}

/** Forwards a port on another local address to a local port. */
export function tcpProxy(port: number, host: string): Promise<number> {
  return listening(createServer(piped(port)), host);
}

/** Accepts connections and drops each one at the first request. */
export function droppingProxy(): Promise<number> {
  return listening(
    createServer((socket) => void socket.once('data', () => socket.destroy())),
    '127.0.0.1',
  );
}

/** Accepts connections and never responds. */
export function silentProxy(): Promise<number> {
  return listening(
    createServer(() => {}),
    '127.0.0.1',
  );
}

/** A test certificate authority, with its certificate in `ca.pem`, and a certificate that it signed for this machine. */
export interface Authority {
  readonly ca: string;
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** Creates an authority with openssl. Its certificate is also valid for another host. */
export function makeAuthority(directory: string, host = 'localhost'): Authority {
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: directory, stdio: 'pipe' });
  const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2'];
  openssl(...request, '-subj', '/CN=Test CA', '-keyout', 'ca.key', '-out', 'ca.pem');
  const names = ['-addext', `subjectAltName=IP:127.0.0.1,DNS:localhost,DNS:${host}`];
  const signed = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-addext', 'basicConstraints=critical,CA:FALSE'];
  openssl(
    ...request,
    '-subj',
    '/CN=localhost',
    ...names,
    ...signed,
    '-keyout',
    'server.key',
    '-out',
    'server.pem',
  );
  return {
    ca: join(directory, 'ca.pem'),
    cert: readFileSync(join(directory, 'server.pem')),
    key: readFileSync(join(directory, 'server.key')),
  };
}

/** A TLS proxy for a local port, with HTTP/2 for gRPC. */
export function tlsProxy(port: number, { cert, key }: Authority): Promise<number> {
  return listening(
    createTlsServer({ cert, key, ALPNProtocols: ['h2', 'http/1.1'] }, piped(port)),
    '127.0.0.1',
  );
}

/** A reverse proxy that serves a local port under a path, and nothing else. */
export function pathProxy(port: number, prefix: string): Promise<number> {
  const server = createHttpServer((asked, response) => {
    const { method, headers, url = '' } = asked;
    if (!url.startsWith(`${prefix}/`)) return void response.writeHead(404).end();
    const path = url.slice(prefix.length);
    const behind = request({ host: '127.0.0.1', port, method, headers, path }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    behind.on('error', () => response.destroy());
    asked.pipe(behind);
  });
  return listening(server, '127.0.0.1');
}
