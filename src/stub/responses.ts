import type { ServerResponse } from 'node:http';

/** An error response: an HTTP status and a JSON body. */
export class HttpError extends Error {
  readonly status: number;
  readonly body: unknown;

  constructor(status: number, body: unknown) {
    super(`${status} ${JSON.stringify(body)}`);
    this.name = 'Refusal';
    this.status = status;
    this.body = body;
  }
}

/** An item that cannot be vectorized. The real server responds with 500 and the text of its exception (app.py). */
export class MediaError extends HttpError {
  constructor(text: string) {
    super(500, { error: text });
    this.name = 'MediaFault';
  }
}

/** Responds without a body. */
export function sendEmpty(response: ServerResponse, status: number): void {
  response.writeHead(status).end();
}

/** Responds with JSON; Node omits the body for a HEAD request. */
export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  const text = Buffer.from(JSON.stringify(body));
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': text.length }).end(text);
}

/** The real server's response to an unexpected exception: text, not JSON. */
export function sendServerError(response: ServerResponse): void {
  response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' }).end('Internal Server Error');
}
