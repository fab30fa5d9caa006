import { mostTokens } from '../facts/imageBind/clipTokens.ts';
import { MAX_TOKENS } from '../facts/imageBind/limits.ts';

/** Tokens of a part that are left unused, because the estimate of a few words is too low (see `mostTokens`). */
const LIMIT = MAX_TOKENS - 3;

interface Piece {
  readonly text: string;
  readonly tokens: number;
}

/**
 * Cuts a text into parts of at most 75 tokens: at the ends of paragraphs and sentences where possible, long sentences
 * between words, long words between characters. Short sentences are joined. White space around parts is left out.
 */
export function cutText(text: string): string[] {
  const paragraphs = text.split(/\n\s*\n/).flatMap((paragraph) => joined(pieces(paragraph), ''));
  const parts = paragraphs
    .map((part) => ({ ...part, text: part.text.trim() }))
    .filter((part) => part.text !== '');
  return joined(parts, '\n').map((part) => part.text);
}

/** Sentences that fit, words of longer ones, and characters of longer words. All together are the text. */
function* pieces(text: string): Generator<Piece> {
  for (const sentence of segments(text, 'sentence')) {
    if (sentence.tokens <= LIMIT) yield sentence;
    else {
      for (const word of segments(sentence.text, 'word')) {
        if (word.tokens <= LIMIT) yield word;
        else yield* segments(word.text, 'grapheme');
      }
    }
  }
}

function* segments(text: string, granularity: 'sentence' | 'word' | 'grapheme'): Generator<Piece> {
  // The language does not matter much: only Finnish, Greek and a few others differ in what ends a sentence.
  for (const { segment } of new Intl.Segmenter('en', { granularity }).segment(text))
    yield { text: segment, tokens: mostTokens(segment) };
}

/** Neighbors as one part, as long as they fit. */
function joined(all: Iterable<Piece>, separator: string): Piece[] {
  const result: Piece[] = [];
  for (const piece of all) {
    const last = result.at(-1);
    const tokens = (last?.tokens ?? 0) + piece.tokens;
    if (last && tokens <= LIMIT)
      result[result.length - 1] = { text: last.text + separator + piece.text, tokens };
    else result.push(piece);
  }
  return result;
}
