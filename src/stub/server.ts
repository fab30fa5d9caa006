import { once, setMaxListeners } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Admission } from './body.ts';
import type { StubOptions } from './options.ts';
import { HttpError, sendJson, sendServerError } from './responses.ts';
import { type RouteContext, route } from './routes.ts';

/** A running stub. */
export interface Stub {
  /** URL for this machine, without a trailing slash. */
  readonly url: string;
  readonly port: number;
  /** Closes all connections immediately, including requests in progress, and frees the port. */
  close(): Promise<void>;
}

/**
 * Milliseconds for which an idle connection is kept open, as with uvicorn (`--timeout-keep-alive`). Weaviate keeps it
 * for 90 s, so a request after a pause may be sent on a connection that is being closed: `smoke --idle` tests this.
 */
const KEEP_ALIVE_MS = 5000;

/** Addresses that mean "all interfaces", each with an address at which they can be reached. */
const REACHABLE_AS: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  context: RouteContext,
): Promise<void> {
  // Read a rejected body to its end: otherwise some clients get a broken pipe instead of the response.
  response.once('finish', () => request.resume());
  try {
    await route(request, response, context);
  } catch (error) {
    if (response.headersSent || response.destroyed) return;
    if (error instanceof HttpError) sendJson(response, error.status, error.body);
    else sendServerError(response);
  }
}

/**
 * Starts a server with the HTTP interface of Weaviate's multi2vec-bind inference server. Its vectors have the right
 * shape and length, but no meaning. It is not ImageBind, and `/meta` says so.
 *
 * @throws what `listen` reports, for example `EADDRINUSE`
 */
export async function startStub(options: StubOptions = {}): Promise<Stub> {
  const host = options.host ?? '127.0.0.1';
  const stop = new AbortController();
  // Each delayed request adds a listener; many at once are not a leak.
  setMaxListeners(0, stop.signal);
  let readyAt = Number.POSITIVE_INFINITY;
  const context: RouteContext = {
    options,
    isReady: () => performance.now() >= readyAt,
    stopped: stop.signal,
    admission: new Admission(),
  };
  // Node itself closes a request that is not complete after 300 s (requestTimeout).
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    if (options.fail === 'hang') request.resume();
    else void handle(request, response, context);
  });
  server.listen(options.port ?? 0, host);
  await once(server, 'listening');
  readyAt = performance.now() + (options.readyAfterMs ?? 0);

  const { port } = server.address() as AddressInfo;
  const name = REACHABLE_AS[host] ?? host;
  return {
    url: `http://${name.includes(':') ? `[${name}]` : name}:${port}`,
    port,
    close: () =>
      new Promise((resolve) => {
        stop.abort();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
