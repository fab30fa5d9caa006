import { type Stats, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { Failure } from '../errors.ts';
import { clipTokens } from '../facts/imageBind/clipTokens.ts';
import { MAX_TOKENS } from '../facts/imageBind/limits.ts';
import type { Modality } from '../facts/modalities.ts';
import { hasMediaEnding, kindOf } from '../media/kind.ts';
import { MediaError, type MediaProblem } from '../media/mediaProblem.ts';
import { prepareFile } from '../media/prepare.ts';
import type { MediaTools } from '../media/tools.ts';
import type { Near } from '../weaviate/near.ts';

/** What to search with: a text, or a file. */
export type Given = { readonly text: string } | { readonly file: string; readonly size: number };

/**
 * What an argument means: a file if there is one of that name, otherwise a text.
 * @throws Failure (usage) for an empty or too long text, a directory, or the name of a file that does not exist
 */
export function readGiven(given: string, cwd: string): Given {
  if (given.trim() === '')
    throw badQuery('empty-text', 'the text to search for is empty', 'bindstack search "a dog"');
  const file = resolve(cwd, given);
  const found = statsOf(file);
  if (found?.isFile()) return { file, size: found.size };
  if (/[\\/]$/.test(given) || /^(?:\.{0,2}|~)\//.test(given) || hasMediaEnding(given)) {
    throw found
      ? badQuery('not-a-file', `${given} is not a file`, 'search with one file, or with a text')
      : badQuery(
          'no-such-file',
          `the file ${given} does not exist`,
          'check the path; to search for these words as a text, end them with a period',
        );
  }
  rejectLong(given);
  return { text: given };
}

/** Undefined for what does not exist and for what cannot be a path, such as a text of many lines. */
function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** @throws Failure `text-too-long` (usage) */
export function rejectLong(text: string): void {
  const { minimum } = clipTokens(text);
  if (minimum <= MAX_TOKENS) return;
  throw badQuery(
    'text-too-long',
    `the text is too long: at least ${minimum} tokens, and ImageBind reads ${MAX_TOKENS}`,
    'search for a shorter text: all longer ones get the same vector',
  );
}

const badQuery = (code: string, message: string, suggestion: string) =>
  new Failure('usage', { code, message, suggestion });

export interface FileQuery {
  readonly near: Near;
  /** What the file turned out to be. */
  readonly kind: Modality;
  /** What to know about it: `only its beginning is used`. */
  readonly notes: readonly string[];
}

/**
 * What the model is sent of a file that is searched with: the same as when it is imported, as one part.
 * @param name of the file, for messages
 * @throws Failure (usage) if it cannot be used
 */
export async function queryOfFile(
  { path, size, name }: { readonly path: string; readonly size: number; readonly name: string },
  tools: MediaTools,
  signal: AbortSignal,
): Promise<FileQuery> {
  const found = await kindOf(path);
  if ('problem' in found) throw unusable(name, found.problem);
  if ('leftOut' in found) {
    throw badQuery(
      'not-a-medium',
      `cannot search with ${name}: it ${found.leftOut}`,
      'search with a text, a picture, audio, a video or an IMU table',
    );
  }
  try {
    const options = { original: false, location: false, window: Number.POSITIVE_INFINITY, signal, tools };
    const prepared = await prepareFile({ path, size }, found.kind, options);
    const { kind, parts, warnings } = prepared;
    const { content } = await prepared.part(0);
    const notes = warnings.map(({ message }) => `${name} ${message}`);
    if (parts > 1) notes.push(`searching with the beginning of ${name}: ImageBind reads no more at once`);
    return { kind, notes, near: nearOf(kind, content) };
  } catch (error) {
    throw error instanceof MediaError ? unusable(name, error.problem) : error;
  }
}

function nearOf(kind: Modality, content: Buffer | string): Near {
  if (kind === 'text') return { kind, text: content.toString() };
  return { kind, medium: Buffer.from(content) };
}

function unusable(name: string, { message, reason, suggestion }: MediaProblem): Failure {
  return new Failure('usage', {
    code: 'bad-file',
    message: `cannot search with ${name}: it ${message}`,
    detail: reason,
    suggestion: suggestion.replaceAll('FILE', name),
  });
}
