import type { IncomingMessage, ServerResponse } from 'node:http';
import { type LocalServer, refuse, serveLocally } from './localServer.ts';
import type { PageFiles } from './pageFiles.ts';

/** Only the page's own scripts and styles, and no outgoing requests: what users paste cannot leave the page. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Serves the configurator until `close` is called. */
export function servePage(files: PageFiles, port: number): Promise<LocalServer> {
  return serveLocally(port, (request, response) => {
    response.setHeader('Content-Security-Policy', POLICY);
    if (request.method === 'GET' || request.method === 'HEAD') sendPageFile(files, request, response);
    else {
      response.setHeader('Allow', 'GET, HEAD');
      refuse(response, 405, 'This server only serves its page.');
    }
  });
}

/** Sends one of the files of a page, unless the browser has it. */
export function sendPageFile(
  files: PageFiles,
  { method, headers, url = '' }: IncomingMessage,
  response: ServerResponse,
): void {
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
