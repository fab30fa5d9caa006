import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';

/** A file of the page, ready to be sent. */
export interface PageFile {
  readonly type: string;
  readonly body: Buffer;
  /** Hash of the content, for caching. */
  readonly etag: string;
}

/** The package has the script only compressed: it is a quarter of the download. */
const COMPRESSED: ReadonlySet<string> = new Set(['page.js']);

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

/** A value in double quotes in HTML. */
function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}

/**
 * The files of the page by URL path. The server sends nothing else.
 * @param publicUrl the address for links to share; the page reads it from a `meta` element
 */
export async function pageFiles(publicUrl?: string): Promise<ReadonlyMap<string, PageFile>> {
  const meta = publicUrl === undefined ? '' : `<meta name="public-url" content="${attribute(publicUrl)}">\n`;
  const files = Object.entries(TYPES).map(async ([name, type]) => {
    const content = COMPRESSED.has(name)
      ? await promisify(brotliDecompress)(await readFile(new URL(`../${name}.br`, folder())))
      : await readFile(new URL(name, folder()));
    const body =
      name === 'index.html'
        ? Buffer.from(String(content).replace('</head>', () => `${meta}</head>`))
        : content;
    const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 32)}"`;
    return [name === 'index.html' ? '/' : `/${name}`, { type, body, etag }] as const;
  });
  return new Map(await Promise.all(files));
}
