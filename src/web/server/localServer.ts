import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The only address that the servers of pages listen on. */
export const HOST = '127.0.0.1';

export interface LocalServer {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

export type Respond = (request: IncomingMessage, response: ServerResponse) => void;

const HEADERS = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  // Revalidated each time, so a new version of bindstack shows at once.
  'Cache-Control': 'no-cache',
};

/**
 * Serves this machine until `close` is called. Requests for other host names never reach `respond`.
 * @param port 0 for any free port
 * @throws the error of `listen`, such as EADDRINUSE
 */
export async function serveLocally(port: number, respond: Respond): Promise<LocalServer> {
  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    if (isOwnHost(request.headers.host, request.socket.localPort)) respond(request, response);
    // Blocks DNS rebinding, where another site's name resolves to this server.
    else refuse(response, 403, 'This server responds only to requests for 127.0.0.1 and localhost.');
  });
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

function isOwnHost(host: string | undefined, port: number | undefined): boolean {
  return [HOST, 'localhost'].some((name) => host === `${name}:${port}` || (port === 80 && host === name));
}

/** Answers with a status and a line of text. */
export function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(`${text}\n`);
}
