import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PageFile } from './pageFiles.ts';

/** The only address that the server listens on. */
export const HOST = '127.0.0.1';

export interface PageServer {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

const HEADERS = {
  // Only the page's own scripts and styles, and no outgoing requests: what users paste cannot leave the page.
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  // Revalidated each time, so a new version of bindstack shows at once.
  'Cache-Control': 'no-cache',
};

/**
 * Serves the page until `close` is called.
 * @param port 0 for any free port
 * @throws the error of `listen`, such as EADDRINUSE
 */
export async function servePage(files: ReadonlyMap<string, PageFile>, port: number): Promise<PageServer> {
  const server = createServer((request, response) => respond(files, request, response));
  server.listen(port, HOST);
  await once(server, 'listening');
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://${HOST}:${taken}/`,
    port: taken,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function respond(
  files: ReadonlyMap<string, PageFile>,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { method = '', headers, url = '' } = request;
  for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
  if (!isOwnHost(headers.host, request.socket.localPort)) {
    // Blocks DNS rebinding, where another site's name resolves to this server.
    refuse(response, 403, 'This server responds only to requests for 127.0.0.1 and localhost.');
    return;
  }
  if (method !== 'GET' && method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    refuse(response, 405, 'This server only serves its page.');
    return;
  }
  const file = files.get(url.replace(/\?.*$/, '').replace(/^\/index\.html$/, '/'));
  if (!file) {
    refuse(response, 404, 'File not found.');
    return;
  }
  response.setHeader('ETag', file.etag);
  if (headers['if-none-match'] === file.etag) {
    response.writeHead(304).end();
    return;
  }
  response.writeHead(200, { 'Content-Type': file.type, 'Content-Length': file.body.length });
  response.end(method === 'HEAD' ? undefined : file.body);
}

function isOwnHost(host: string | undefined, port: number | undefined): boolean {
  return [HOST, 'localhost'].some((name) => host === `${name}:${port}` || (port === 80 && host === name));
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(`${text}\n`);
}
