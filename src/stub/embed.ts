import { type MediaModality, MODALITY_FACTS } from '../facts/modalities.ts';
import { cleanText, clipTokens, MOST_TOKENS } from './clipTokens.ts';
import { direction, withLength } from './direction.ts';
import { STOP_WORDS } from './stopWords.ts';

const STOP_WORD_WEIGHT = 0.1;

/**
 * How much of a text's vector comes from its exact spelling (case and blanks aside, which the tokenizer drops). Texts with the same words then are 0.0025 apart
 * (cosine distance): clearly further than float noise, clearly nearer than any other text.
 */
const SPELLING_WEIGHT = 0.05;

function countWords(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/**
 * The vector of a text: the sum of one direction for each word, so that texts that share words are near each
 * other and a search for words finds something sensible. No meaning beyond that. As on the real server, texts that
 * differ in case or blanks only have one vector, and so have all that are too long: their end is cut off, with the
 * mark that the vector is read from.
 */
export function embedText(text: string): number[] {
  const clean = cleanText(text);
  const length = MODALITY_FACTS.text.vectorLength;
  if (clipTokens(text).about > MOST_TOKENS) return withLength(direction('text too long', ''), length);
  const words = clean.match(/[\p{L}\p{N}]+/gu) ?? [];
  const spelling = direction('text', clean);
  if (words.length === 0) return withLength(spelling, length);
  const sum = new Array<number>(spelling.length).fill(0);
  for (const [word, count] of countWords(words)) {
    const weight = count * (STOP_WORDS.has(word) ? STOP_WORD_WEIGHT : 1);
    for (const [index, number] of direction('word', word).entries()) {
      sum[index] = (sum[index] ?? 0) + weight * number;
    }
  }
  const topic = withLength(sum, 1);
  const vector = topic.map((number, index) => number + SPELLING_WEIGHT * (spelling[index] ?? 0));
  return withLength(vector, length);
}

/** The vector of a medium: a direction that depends on its modality and on every byte of it, nothing else. */
export function embedMedia(modality: MediaModality, bytes: Buffer): number[] {
  return withLength(direction(modality, bytes), MODALITY_FACTS[modality].vectorLength);
}
