import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

/** A file of the page, ready to be sent. */
export interface PageFile {
  readonly type: string;
  readonly body: Buffer;
  /** Hash of the content, for caching. */
  readonly etag: string;
}

const TYPES: Readonly<Record<string, string>> = {
  'index.html': 'text/html; charset=utf-8',
  'page.js': 'text/javascript; charset=utf-8',
  'page.css': 'text/css; charset=utf-8',
  'icon.svg': 'image/svg+xml',
};

/** The folder `dist/web/`. This code runs from `dist/` or from `dist/chunks/`. */
function folder(): URL {
  const inChunks = import.meta.url.includes('/chunks/');
  return new URL(inChunks ? '../web/' : './web/', import.meta.url);
}

/** The files of the page by URL path. The server sends nothing else. */
export async function pageFiles(): Promise<ReadonlyMap<string, PageFile>> {
  const files = Object.entries(TYPES).map(async ([name, type]) => {
    const body = await readFile(new URL(name, folder()));
    const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 32)}"`;
    return [name === 'index.html' ? '/' : `/${name}`, { type, body, etag }] as const;
  });
  return new Map(await Promise.all(files));
}
