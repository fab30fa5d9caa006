import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { STUB_MODEL } from '../facts/imageBind/serverErrors.ts';
import { type Admission, readBody } from './body.ts';
import type { StubOptions } from './options.ts';
import { parseRequest } from './request.ts';
import { HttpError, sendEmpty, sendJson } from './responses.ts';
import { vectorize } from './vectorize.ts';

/** What a request needs to know besides itself. */
export interface RouteContext {
  readonly options: StubOptions;
  /** Whether `readyAfterMs` has passed. */
  readonly isReady: () => boolean;
  /** Aborted when the server closes. */
  readonly stopped: AbortSignal;
  /** Bounds what bodies take in memory. */
  readonly admission: Admission;
}

type Answer = (
  request: IncomingMessage,
  response: ServerResponse,
  context: RouteContext,
) => void | Promise<void>;

interface Route {
  readonly methods: readonly string[];
  readonly answer: Answer;
}

/**
 * 204 like the real server, whose port opens only when the model is loaded: until then it refuses
 * connections. A stub that is asked to be late listens at once and answers 503 instead; for whoever polls
 * until 204 there is no difference.
 */
const probe: Route = {
  methods: ['GET', 'HEAD'],
  answer: (_request, response, { options, isReady }) => {
    const ready = options.fail !== 'ready' && isReady();
    if (ready) sendEmpty(response, 204);
    else sendJson(response, 503, { detail: 'Service Unavailable' });
  },
};

const meta: Route = {
  methods: ['GET'],
  answer: (_request, response) => sendJson(response, 200, { model: STUB_MODEL, version: 1 }),
};

const vectors: Route = {
  methods: ['POST'],
  answer: async (request, response, { options, stopped, admission }) => {
    // A body without announced length is small: what sends media knows how long they are.
    const announced = Number(request.headers['content-length'] ?? 0);
    await admission.within(Number.isFinite(announced) ? announced : 0, async () => {
      const body = await readBody(request);
      if (options.delayMs) await sleep(options.delayMs, undefined, { signal: stopped });
      if (options.fail === 'vectorize') throw new HttpError(500, { error: 'stand-in told to fail' });
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
 * Starlette's answer to a known path with a slash at its end: 307 to the path without it. Weaviate's client does not
 * follow it with the body of a POST.
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
 * Answers one request.
 *
 * @throws {HttpError} what to answer instead
 */
export async function route(
  request: IncomingMessage,
  response: ServerResponse,
  context: RouteContext,
): Promise<void> {
  // Not `new URL`: it takes the path `//.well-known/ready`, which Weaviate asks for when its URL of the server
  // ends in a slash, for a host. The real server knows no such path.
  const path = (request.url ?? '').split('?', 1)[0] ?? '';
  const found = ROUTES.get(path);
  if (found === undefined && redirectSlash(request, response, path)) return;
  if (found === undefined) throw new HttpError(404, { detail: 'Not Found' });
  if (!found.methods.includes(request.method ?? '')) {
    return sendJson(response, 405, { detail: 'Method Not Allowed' });
  }
  await found.answer(request, response, context);
}
