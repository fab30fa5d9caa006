import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { HttpError } from './responses.ts';

/**
 * Maximum request body in bytes. The real server has no limit. Ten minutes of video in base64 fit, and Weaviate itself
 * accepts at most about 100 MiB in one message.
 */
const BODY_LIMIT = 256 * 1024 * 1024;

/**
 * Reads the whole body of a request.
 *
 * @throws {HttpError} 413 if it is longer than the limit, without waiting for the rest
 */
export async function readBody(
  request: Readable & { readonly headers: IncomingHttpHeaders },
  limit = BODY_LIMIT,
): Promise<Buffer> {
  const tooLarge = new HttpError(413, { detail: 'Request Entity Too Large' });
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge;
  const chunks: Buffer[] = [];
  let length = 0;
  // Leaving a plain `for await` early would destroy the socket before the response is sent.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    length += chunk.length;
    if (length > limit) throw tooLarge;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

/** Bytes of request bodies handled at once; each is in memory several times (text, parsed, decoded). */
const BYTES_AT_ONCE = 64 * 1024 * 1024;

/**
 * Admits requests in order of arrival, as long as their bodies together stay below a limit. A larger request is
 * admitted alone. The others wait on their connections, unread.
 */
export class Admission {
  readonly #limit: number;
  readonly #waiting: { readonly bytes: number; readonly enter: () => void }[] = [];
  #bytes = 0;

  constructor(limit = BYTES_AT_ONCE) {
    this.#limit = limit;
  }

  /** Runs `work` once there is room for so many bytes, and returns its result. */
  async within<T>(bytes: number, work: () => Promise<T>): Promise<T> {
    await new Promise<void>((enter) => {
      this.#waiting.push({ bytes, enter });
      this.#admit();
    });
    try {
      return await work();
    } finally {
      this.#bytes -= bytes;
      this.#admit();
    }
  }

  #admit(): void {
    for (let [next] = this.#waiting; next; [next] = this.#waiting) {
      if (this.#bytes > 0 && this.#bytes + next.bytes > this.#limit) return;
      this.#waiting.shift();
      this.#bytes += next.bytes;
      next.enter();
    }
  }
}
