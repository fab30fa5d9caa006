import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod/mini';
import { Failure, reasonOf } from '../../../errors.ts';
import { MODALITIES, type Modality } from '../../../facts/modalities.ts';
import {
  type ExploreProblem,
  type ExploreQuery,
  type ExploreRequest,
  UPLOAD_LIMIT,
} from '../../exploreProtocol.ts';
import { type LocalServer, refuse, serveLocally } from '../localServer.ts';
import type { PageFiles } from '../pageFiles.ts';
import { sendPageFile } from '../pageServer.ts';
import type { Explorer } from './explorer.ts';
import { sendMedia } from './mediaFile.ts';
import { isOwnRequest } from './ownRequest.ts';
import { readText, TooLargeError, withUpload } from './upload.ts';

/** The page's own scripts, styles and requests, and pictures and sounds of its server and of dropped files. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' blob:; media-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Length of a query in words, in bytes. The model reads the first 75 tokens. */
const TEXT_LIMIT = 64 * 1024;

/** Largest number of hits. */
const HIT_LIMIT = 200;

const ID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

const query = z.union([
  z.strictObject({ text: z.string().check(z.minLength(1)) }),
  z.strictObject({ near: z.string().check(z.regex(ID)) }),
  z.strictObject({ given: z.literal(true) }),
]);

/**
 * Serves the page and its requests until `close` is called.
 * @param port 0 for any free port
 */
export function serveExplorer(explorer: Explorer, files: PageFiles, port: number): Promise<LocalServer> {
  return serveLocally(port, (request, response) => {
    response.setHeader('Content-Security-Policy', POLICY);
    const { method, url = '' } = request;
    const isRead = method === 'GET' || method === 'HEAD';
    const [, route = '', rest = ''] = /^\/(api|media|thumbnail)\/([^?]*)/.exec(url) ?? [];
    if (route === '' && isRead) sendPageFile(files, request, response);
    // Only the page itself needs no such check: it contains nothing of the user.
    else if (!isOwnRequest(request)) refuse(response, 403, 'This server responds only to its own page.');
    else if (route === 'api' && rest === 'search' && method === 'POST')
      void answer(response, (signal) => search(explorer, request, signal));
    else if (!isRead) {
      response.setHeader('Allow', 'GET, HEAD');
      refuse(response, 405, 'This server has nothing to change.');
    } else if (route === 'api' && rest === 'state') void answer(response, (signal) => explorer.state(signal));
    else if (route === 'media') void media(explorer, rest, request, response);
    else if (route === 'thumbnail') void thumbnail(explorer, rest, response);
    else refuse(response, 404, 'Not found.');
  });
}

/** Aborted when the browser closes the connection: the user has cancelled. */
function whileConnected(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) controller.abort();
  });
  return controller.signal;
}

/** Answers with the result of some work as JSON, or with what went wrong. */
async function answer(
  response: ServerResponse,
  work: (signal: AbortSignal) => Promise<unknown>,
): Promise<void> {
  const signal = whileConnected(response);
  const [status, result] = await work(signal).then((value) => [200, value] as const, problemOf);
  if (signal.aborted) return;
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(result));
}

function problemOf(error: unknown): [number, ExploreProblem] {
  if (error instanceof TooLargeError) {
    const limit = `${UPLOAD_LIMIT / 1024 ** 2} MiB`;
    return [413, { message: `The file is larger than ${limit}.`, suggestion: 'search with a part of it' }];
  }
  if (error instanceof Failure) {
    const { kind, message, suggestion } = error;
    return [kind === 'usage' ? 400 : 502, { message, suggestion }];
  }
  return [502, { message: reasonOf(error) }];
}

async function search(explorer: Explorer, request: IncomingMessage, signal: AbortSignal): Promise<unknown> {
  const parameters = new URL(request.url ?? '', 'http://localhost').searchParams;
  const kinds = (parameters.get('kind') ?? '').split(',');
  const limit = Number(parameters.get('limit') ?? 24);
  const options = {
    kinds: MODALITIES.filter((kind): kind is Modality => kinds.includes(kind)),
    limit: Number.isInteger(limit) ? Math.min(Math.max(limit, 1), HIT_LIMIT) : 24,
    hybrid: parameters.get('hybrid') === '1',
  };
  const name = parameters.get('file');
  const run = (sought: ExploreQuery, file?: string) => {
    const asked: ExploreRequest = { query: sought, ...options };
    return explorer.search(asked, file, signal);
  };
  if (name !== null) return withUpload(request, name, UPLOAD_LIMIT, (file) => run({ file: name }, file));
  return run(parsedQuery(await readText(request, TEXT_LIMIT)));
}

/** @throws Failure `bad-value` (usage) */
function parsedQuery(text: string): ExploreQuery {
  try {
    return query.parse(JSON.parse(text));
  } catch (error) {
    throw new Failure(
      'usage',
      { code: 'bad-value', message: 'the request contains no query' },
      { cause: error },
    );
  }
}

/** The path of an imported file from the path of an address; undefined if it is not one. */
function importedPath(encoded: string): string | undefined {
  try {
    const names = encoded.split('/').map(decodeURIComponent);
    // Compared with what the collection says, a path contains neither. The explorer checks where the file really is.
    const isName = (name: string) => name !== '' && name !== '.' && name !== '..' && !/[/\0]/.test(name);
    return names.every(isName) ? names.join('/') : undefined;
  } catch {
    return undefined;
  }
}

async function media(
  explorer: Explorer,
  encoded: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const path = importedPath(encoded);
    const file = path === undefined ? undefined : await explorer.fileOf(path);
    if (file === undefined) refuse(response, 404, 'This file is not in an imported folder.');
    else await sendMedia(file, request, response);
  } catch (error) {
    fail(response, error);
  }
}

async function thumbnail(explorer: Explorer, id: string, response: ServerResponse): Promise<void> {
  try {
    if (!ID.test(id)) {
      refuse(response, 404, 'Not found.');
      return;
    }
    const picture = await explorer.thumbnail(id, whileConnected(response));
    // Sounds have none, which is no error that a browser would report.
    if (picture === undefined) {
      response.writeHead(204).end();
      return;
    }
    response.setHeader('Cache-Control', 'private, max-age=300');
    response.writeHead(200, { 'Content-Type': 'image/jpeg', 'Content-Length': picture.length });
    response.end(picture);
  } catch (error) {
    fail(response, error);
  }
}

function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent) response.destroy();
  else refuse(response, 502, reasonOf(error));
}
