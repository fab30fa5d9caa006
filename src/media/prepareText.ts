import { readFile } from 'node:fs/promises';
import { clipTokens } from '../facts/imageBind/clipTokens.ts';
import { MAX_TOKENS } from '../facts/imageBind/limits.ts';
import { cutText } from './cutText.ts';
import { MediaError, type MediaProblem, mediaError, mediaWarning } from './mediaProblem.ts';
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
  const problem = original ? lengthProblem(text) : undefined;
  if (problem?.severity === 'error') throw new MediaError(problem);
  const parts = original ? [text] : cutText(text);
  return asItIs(file, 'text', {
    parts: parts.length,
    warnings: problem ? [problem] : [],
    part: async (index) => ({ content: parts[index] ?? '' }),
  });
}

/** The problem of a text that is sent as it is, and may be longer than the model reads. */
export function lengthProblem(text: string): MediaProblem | undefined {
  const reason = `all texts longer than ${MAX_TOKENS} tokens get the same vector: truncation removes the end token from which the vector is read`;
  const suggestion = 'split it into one text per sentence, or shorten it to its main points';
  const { minimum, estimate } = clipTokens(text);
  if (minimum > MAX_TOKENS) return mediaError(`is too long: at least ${minimum} tokens`, reason, suggestion);
  if (estimate <= MAX_TOKENS) return undefined;
  return mediaWarning(`may be too long: about ${estimate} tokens`, reason, suggestion);
}
