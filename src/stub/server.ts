import { once, setMaxListeners } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Admission } from './body.ts';
import type { StubOptions } from './options.ts';
import { HttpError, sendJson, sendServerError } from './responses.ts';
import { type RouteContext, route } from './routes.ts';

/** A stub that listens. */
export interface Stub {
  /** Where it can be reached from this machine, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** Ends all connections at once, requests in progress included, and frees the port. */
  close(): Promise<void>;
}

/**
 * Milliseconds that an idle connection is kept, as uvicorn does (its `--timeout-keep-alive`). Weaviate keeps one for
 * 90 s, so what follows a silence may be sent into a connection that is being closed: `smoke --idle` is about that.
 */
const KEEP_ALIVE_MS = 5000;

/** Addresses that mean "all of them" when listening, and the one to reach them by. */
const REACHABLE_AS: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  context: RouteContext,
): Promise<void> {
  // A body that was refused is read to its end: some clients see a broken pipe otherwise, not the answer.
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
 * Starts a server that speaks the HTTP interface of Weaviate's multi2vec-bind inference server and answers
 * with vectors of the right shape and length, but without meaning. It is no ImageBind and says so in `/meta`.
 *
 * @throws what `listen` reports, for example `EADDRINUSE`
 */
export async function startStub(options: StubOptions = {}): Promise<Stub> {
  const host = options.host ?? '127.0.0.1';
  const stop = new AbortController();
  // Each delayed request listens; many at once are no leak.
  setMaxListeners(0, stop.signal);
  let readyAt = Number.POSITIVE_INFINITY;
  const context: RouteContext = {
    options,
    isReady: () => performance.now() >= readyAt,
    stopped: stop.signal,
    admission: new Admission(),
  };
  // A request that has not arrived after 300 s is closed by Node itself (requestTimeout).
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
