import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { refuse } from '../localServer.ts';

/** Bytes at the beginning of a file that show what it is. */
const SAMPLE = 4100;

const TEXT = 'text/plain; charset=utf-8';

/** A file of the user is data: a browser must not run what it contains, whatever it is. */
const POLICY = "default-src 'none'; sandbox";

/**
 * The type of a file by its content: a picture, a sound, a video or text. Never HTML or SVG, which a browser would run:
 * these are text.
 * @returns undefined for other content
 */
async function mediaType(sample: Buffer): Promise<string | undefined> {
  const { fileTypeFromBuffer } = await import('file-type');
  const { mime } = (await fileTypeFromBuffer(sample)) ?? {};
  if (mime !== undefined && /^(?:image|audio|video)\/(?!svg)[\w.+-]+$/.test(mime)) return mime;
  const isKnown = mime !== undefined && !/[/+](?:xml|json|html)$/.test(mime);
  return !isKnown && isText(sample) ? TEXT : undefined;
}

function isText(sample: Buffer): boolean {
  // The last character may be cut off.
  const { length } = sample;
  if (sample.includes(0)) return false;
  return [0, 1, 2, 3].some((cut) => length >= cut && isUtf8(sample.subarray(0, length - cut)));
}

function isUtf8(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

interface Range {
  readonly start: number;
  /** Included. */
  readonly end: number;
}

/** The part of a file that a `Range` header asks for; undefined for the whole file, null if there is no such part. */
export function rangeOf(header: string | undefined, size: number): Range | undefined | null {
  // Several ranges at once, which players do not use, get the whole file, as RFC 9110 allows.
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '') ?? [];
  if (first === undefined || last === undefined || first + last === '') return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== '' && first !== '' && Number(last) < start) return undefined;
  return start < size && start <= end ? { start, end } : null;
}

/**
 * Sends a file, or the part of it that a player asks for.
 * @param path the real path
 */
export async function sendMedia(
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  let file: FileHandle;
  try {
    // A link that was put in its place since would lead elsewhere; a pipe would block.
    file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    refuse(response, 404, 'The file is no longer there, or cannot be read.');
    return;
  }
  try {
    await sendOpened(file, request, response);
  } finally {
    await file.close();
  }
}

async function sendOpened(
  file: FileHandle,
  { method, headers }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const stat = await file.stat();
  const { bytesRead, buffer } = stat.isFile()
    ? await file.read(Buffer.alloc(SAMPLE), 0, SAMPLE, 0)
    : { bytesRead: 0, buffer: Buffer.alloc(0) };
  const type = stat.isFile() ? await mediaType(buffer.subarray(0, bytesRead)) : undefined;
  if (type === undefined) {
    refuse(response, 415, 'This file is not a picture, sound, video or text.');
    return;
  }
  const { size, mtimeMs } = stat;
  const etag = `"${size.toString(36)}-${Math.round(mtimeMs).toString(36)}"`;
  response.setHeader('Content-Security-Policy', POLICY);
  response.setHeader('Content-Disposition', 'inline');
  response.setHeader('Accept-Ranges', 'bytes');
  response.setHeader('ETag', etag);
  if (headers['if-none-match'] === etag) {
    response.writeHead(304).end();
    return;
  }
  const isSame = headers['if-range'] === undefined || headers['if-range'] === etag;
  const range = isSame ? rangeOf(headers.range, size) : undefined;
  if (range === null) {
    response.setHeader('Content-Range', `bytes */${size}`);
    refuse(response, 416, 'The file is shorter.');
    return;
  }
  const { start, end } = range ?? { start: 0, end: size - 1 };
  response.writeHead(range ? 206 : 200, {
    'Content-Type': type,
    'Content-Length': end - start + 1,
    ...(range && { 'Content-Range': `bytes ${start}-${end}/${size}` }),
  });
  if (method === 'HEAD' || size === 0) {
    response.end();
    return;
  }
  // A player closes the connection when it has enough.
  await pipeline(file.createReadStream({ start, end, autoClose: false }), response).catch(() => {});
}
