import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { Modality } from '../facts/modalities.ts';

/** What decides how a file is prepared. */
export interface Preparation {
  readonly original: boolean;
  readonly location: boolean;
  /** Seconds; undefined for the defaults. */
  readonly window?: number | undefined;
}

/** Changes whenever files of a kind are prepared differently, so that the next import replaces them. */
const VERSION = 1;

/** How files of a kind are prepared, as their hash says it. */
export function preparationOf(kind: Modality, { original, location, window }: Preparation): string {
  if (kind === 'text' || kind === 'imu') return original ? 'original' : `prepared-${VERSION}`;
  const cut = (kind === 'audio' || kind === 'video') && window !== undefined ? `-${window}s` : '';
  return `${original ? 'original' : `prepared-${VERSION}${cut}`}${location ? '+location' : ''}`;
}

/** The hash of an object: how its files were prepared, and the SHA-256 of their content. */
export async function contentHash(preparation: string, files: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const file of files) for await (const bytes of createReadStream(file)) hash.update(bytes);
  return `${preparation}:${hash.digest('hex')}`;
}
