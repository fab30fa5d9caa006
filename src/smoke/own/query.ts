import { resolve } from 'node:path';
import { Failure } from '../../errors.ts';
import { MODALITIES } from '../../facts/modalities.ts';
import { fileSuffixes } from '../../stack/client.ts';
import { fileAt, type MediaFile, mediumPlaceOf } from './mediaFolder.ts';

/** What to search for: a text as it is, or a file. */
export type MediaQuery =
  | { readonly shown: string; readonly text: string }
  | { readonly shown: string; readonly file: MediaFile };

/**
 * What `--query` means: a file if there is one of that name, a text otherwise.
 * @throws Failure (usage) for an empty text, a file of no known kind, and for what looks like a file that is not there
 */
export async function readQuery(given: string, cwd: string): Promise<MediaQuery> {
  const path = resolve(cwd, given);
  const place = mediumPlaceOf(given, MODALITIES);
  if (given.trim() !== '' && (await fileAt(path))?.isFile()) {
    if (place) return { shown: given, file: { name: given, path, modality: place.modality } };
    throw new Failure('usage', {
      code: 'bad-value',
      message: `--query: ${given} is a file of no kind that can be searched with`,
      suggestion: `one that ends in ${fileSuffixes(MODALITIES)
        .map(({ suffix }) => suffix)
        .join(', ')}`,
    });
  }
  if (given.trim() === '' || (place && !/\s/.test(given))) {
    throw new Failure('usage', {
      code: 'bad-value',
      message: given.trim() === '' ? '--query: an empty text' : `--query: there is no file ${given}`,
      suggestion: '--query "what it shows", or --query FILE',
    });
  }
  return { shown: given, text: given };
}
