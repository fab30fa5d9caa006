import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import type { ExploreHit } from '../../src/web/exploreProtocol.ts';
import type { Explorer } from '../../src/web/server/explore/explorer.ts';

/** The id of the nth object. */
export const objectId = (n: number) => `00000000-0000-5000-8000-${String(n).padStart(12, '0')}`;

export function exploreHit(values: Partial<ExploreHit> & Pick<ExploreHit, 'path'>): ExploreHit {
  return { id: objectId(1), kind: 'image', distance: 0.5, thumbnail: false, file: false, ...values };
}

/** A stack that has nothing and finds nothing, unless told otherwise. */
export function explorerDouble(values: Partial<Explorer> = {}): Explorer {
  return {
    state: async () => ({
      collection: 'Media',
      weaviate: 'http://127.0.0.1:8080',
      stub: false,
      counts: { image: 2, text: 1 },
      total: 3,
      importCommand: 'bindstack import DIR',
    }),
    search: async () => ({ hits: [], code: {} }),
    thumbnail: async () => undefined,
    fileOf: async () => undefined,
    ...values,
  };
}

/** The built page. */
export function explorePageFiles() {
  const file = (name: string, path: string, type: string) => {
    const stored = readFileSync(new URL(`../../dist/${path}`, import.meta.url));
    const body = path.endsWith('.br') ? brotliDecompressSync(stored) : stored;
    return [name, { type, body, etag: `"${body.length}"` }] as const;
  };
  return new Map([
    file('/', 'explore/index.html', 'text/html; charset=utf-8'),
    file('/explore.js', 'explore.js.br', 'text/javascript; charset=utf-8'),
    file('/explore.css', 'explore/explore.css', 'text/css; charset=utf-8'),
    file('/icon.svg', 'web/icon.svg', 'image/svg+xml'),
  ]);
}
