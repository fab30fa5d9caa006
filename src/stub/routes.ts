import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { STUB_MODEL } from '../facts/imageBind/serverErrors.ts';
import { type Admission, readBody } from './body.ts';
import type { StubOptions } from './options.ts';
import { parseRequest } from './request.ts';
import { HttpError, sendEmpty, sendJson } from './responses.ts';
import { vectorize } from './vectorize.ts';

/** The state of the server that requests depend on. */
export interface RouteContext {
  readonly options: StubOptions;
  /** Whether `readyAfterMs` has passed. */
  readonly isReady: () => boolean;
  /** Aborted when the server closes. */
  readonly stopped: AbortSignal;
  /** Limits the memory used by bodies. */
  readonly admission: Admission;
}

type Handler = (
  request: IncomingMessage,
  response: ServerResponse,
  context: RouteContext,
) => void | Promise<void>;

interface Route {
  readonly methods: readonly string[];
  readonly handle: Handler;
}

/**
 * Returns 204 like the real server, whose port opens only once the model is loaded. With `readyAfterMs`, the stub
 * listens immediately and returns 503 first; a client that polls until it gets 204 sees no difference.
 */
const probe: Route = {
  methods: ['GET', 'HEAD'],
  handle: (_request, response, { options, isReady }) => {
    const ready = options.fail !== 'ready' && isReady();
    if (ready) sendEmpty(response, 204);
    else sendJson(response, 503, { detail: 'Service Unavailable' });
  },
};

const meta: Route = {
  methods: ['GET'],
  handle: (_request, response) => sendJson(response, 200, { model: STUB_MODEL, version: 1 }),
};

const vectors: Route = {
  methods: ['POST'],
  handle: async (request, response, { options, stopped, admission }) => {
    // A body without Content-Length is small: clients that send media know their length.
    const announced = Number(request.headers['content-length'] ?? 0);
    await admission.within(Number.isFinite(announced) ? announced : 0, async () => {
      const body = await readBody(request);
      if (options.delayMs) await sleep(options.delayMs, undefined, { signal: stopped });
      if (options.fail === 'vectorize')
        throw new HttpError(500, { error: 'the stub was started with --fail vectorize' });
      sendJson(response, 200, vectorize(parseRequest(body, request.headers['content-type'])));
    });
  },
};

const ROUTES: ReadonlyMap<string, Route> = new Map([
  ['/.well-known/live', probe],
  ['/.well-known/ready', probe],
  ['/meta', meta],
  ['/vectorize', vectors],
]);

/**
 * Starlette redirects a known path with a trailing slash to the path without it (307). Weaviate's client does not
 * follow this redirect for a POST with a body.
 */
function redirectSlash(request: IncomingMessage, response: ServerResponse, path: string): boolean {
  const target = path.replace(/\/+$/, '');
  if (target === path || !ROUTES.has(target)) return false;
  const { host = `127.0.0.1:${request.socket.localPort}` } = request.headers;
  const query = request.url?.slice(path.length) ?? '';
  response.writeHead(307, { location: `http://${host}${target}${query}`, 'content-length': 0 }).end();
  return true;
}

/**
 * Handles one request.
 *
 * @throws {HttpError} the error to respond with
 */
export async function route(
  request: IncomingMessage,
  response: ServerResponse,
  context: RouteContext,
): Promise<void> {
  // Not `new URL`: it would read the start of the path `//.well-known/ready` as a host. Weaviate requests this path if
  // its URL of the server ends in a slash; the real server returns 404 for it.
  const path = (request.url ?? '').split('?', 1)[0] ?? '';
  const found = ROUTES.get(path);
  if (found === undefined && redirectSlash(request, response, path)) return;
  if (found === undefined) throw new HttpError(404, { detail: 'Not Found' });
  if (!found.methods.includes(request.method ?? '')) {
    return sendJson(response, 405, { detail: 'Method Not Allowed' });
  }
  await found.handle(request, response, context);
}
