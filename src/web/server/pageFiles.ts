import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';

/** A file of the page, ready to be sent. */
interface PageFile {
  readonly type: string;
  readonly body: Buffer;
  /** Hash of the content, for caching. */
  readonly etag: string;
}

/** The files of a page by URL path. */
export type PageFiles = ReadonlyMap<string, PageFile>;

/** The files of each page by name: where the package has them, and their type. */
const PAGES = {
  configurator: {
    'index.html': ['web/index.html', 'text/html; charset=utf-8'],
    // The package has scripts only compressed: a quarter of the download.
    'page.js': ['page.js.br', 'text/javascript; charset=utf-8'],
    'page.css': ['web/page.css', 'text/css; charset=utf-8'],
    'icon.svg': ['web/icon.svg', 'image/svg+xml'],
  },
  explorer: {
    'index.html': ['explore/index.html', 'text/html; charset=utf-8'],
    'explore.js': ['explore.js.br', 'text/javascript; charset=utf-8'],
    'explore.css': ['explore/explore.css', 'text/css; charset=utf-8'],
    'icon.svg': ['web/icon.svg', 'image/svg+xml'],
  },
} as const;

/** The folder `dist/`. This code runs from there or from `dist/chunks/`. */
function folder(): URL {
  return new URL(import.meta.url.includes('/chunks/') ? '../' : './', import.meta.url);
}

/** A value in double quotes in HTML. */
function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}

/**
 * The files of a page. The server sends nothing else.
 * @param publicUrl the address for links to share; the page reads it from a `meta` element
 */
export async function pageFiles(page: keyof typeof PAGES, publicUrl?: string): Promise<PageFiles> {
  const meta = publicUrl === undefined ? '' : `<meta name="public-url" content="${attribute(publicUrl)}">\n`;
  const files = Object.entries(PAGES[page]).map(async ([name, [path, type]]) => {
    const stored = await readFile(new URL(path, folder()));
    const content = path.endsWith('.br') ? await promisify(brotliDecompress)(stored) : stored;
    const body =
      name === 'index.html'
        ? Buffer.from(String(content).replace('</head>', () => `${meta}</head>`))
        : content;
    const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 32)}"`;
    return [name === 'index.html' ? '/' : `/${name}`, { type, body, etag }] as const;
  });
  return new Map(await Promise.all(files));
}
