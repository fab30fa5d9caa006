import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** A body that is longer than the limit. */
export class TooLargeError extends Error {}

async function* limited(request: IncomingMessage, limit: number): AsyncGenerator<Buffer> {
  let length = 0;
  // Leaving a plain `for await` early would destroy the socket before the response is sent.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > limit) throw new TooLargeError();
    yield chunk;
  }
}

function isTooLarge({ headers }: IncomingMessage, limit: number): boolean {
  return Number(headers['content-length'] ?? 0) > limit;
}

/**
 * Reads a small body.
 * @throws TooLargeError
 */
export async function readText(request: IncomingMessage, limit: number): Promise<string> {
  if (isTooLarge(request, limit)) throw new TooLargeError();
  const chunks: Buffer[] = [];
  for await (const chunk of limited(request, limit)) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** The ending that says what a file is: `.thermal.png`, `.mp4`. */
function endingOf(name: string): string {
  return /(?:\.(?:thermal|depth|imu))?\.\w{1,8}$/i.exec(name)?.[0] ?? extname(name).replace(/[^\w.]/g, '');
}

/**
 * Writes the body to a temporary file that only this user can read, and removes it after the work.
 * @param name what the user calls the file; only its ending is used
 * @throws TooLargeError
 */
export async function withUpload<T>(
  request: IncomingMessage,
  name: string,
  limit: number,
  work: (file: string) => Promise<T>,
): Promise<T> {
  if (isTooLarge(request, limit)) throw new TooLargeError();
  const directory = await mkdtemp(join(tmpdir(), 'bindstack-explore-'));
  try {
    const file = join(directory, `query${endingOf(name)}`);
    await pipeline(limited(request, limit), createWriteStream(file, { mode: 0o600 }));
    return await work(file);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
