import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { Refusal } from './refusal.ts';

/**
 * Largest request body in bytes. The real server has no limit; ten minutes of video in base64 fit, and
 * Weaviate itself takes no more than about 100 MiB in one message.
 */
const BODY_LIMIT = 256 * 1024 * 1024;

/**
 * The whole body of a request.
 *
 * @throws {Refusal} 413 when it is longer than the limit, without waiting for the rest
 */
export async function readBody(
  request: Readable & { readonly headers: IncomingHttpHeaders },
  limit = BODY_LIMIT,
): Promise<Buffer> {
  const tooLarge = new Refusal(413, { detail: 'Request Entity Too Large' });
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge;
  const chunks: Buffer[] = [];
  let length = 0;
  // Leaving a plain `for await` would destroy the socket, and the answer with it.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    length += chunk.length;
    if (length > limit) throw tooLarge;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}
