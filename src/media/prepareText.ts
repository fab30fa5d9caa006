import { readFile } from 'node:fs/promises';
import { clipTokens } from '../facts/imageBind/clipTokens.ts';
import { MAX_TOKENS } from '../facts/imageBind/limits.ts';
import { cutText } from './cutText.ts';
import { MediaError, mediaError } from './mediaProblem.ts';
import { asItIs, type MediaFile, type PreparedFile, type PrepareOptions } from './preparedFile.ts';
import { decode } from './textEncoding.ts';

/** Cuts a text into parts that the model reads to their ends. */
export async function prepareText(
  file: MediaFile,
  { original }: Pick<PrepareOptions, 'original'>,
): Promise<PreparedFile> {
  const text = decode(await readFile(file.path));
  if (text === undefined) {
    throw new MediaError(
      mediaError(
        'is not UTF-8',
        'Weaviate stores text as UTF-8',
        'convert it: iconv -f ENCODING -t UTF-8 FILE > COPY.txt',
      ),
    );
  }
  if (!/[\p{L}\p{N}\p{S}]/u.test(text)) {
    throw new MediaError(
      mediaError('contains no words', 'its vector would have no meaning', 'add text to the file'),
    );
  }
  if (original) rejectLong(text);
  const parts = original ? [text] : cutText(text);
  return asItIs(file, 'text', {
    parts: parts.length,
    part: async (index) => ({ content: parts[index] ?? '' }),
  });
}

function rejectLong(text: string): void {
  const { minimum } = clipTokens(text);
  if (minimum <= MAX_TOKENS) return;
  throw new MediaError(
    mediaError(
      `is too long: at least ${minimum} tokens`,
      `all texts longer than ${MAX_TOKENS} tokens get the same vector: truncation removes the end token from which the vector is read`,
      'import it without --original, which cuts it into parts',
    ),
  );
}
