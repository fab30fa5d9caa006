import { createHash } from 'node:crypto';
import { cleanText, clipTokens } from '../facts/imageBind/clipTokens.ts';
import { MAX_TOKENS } from '../facts/imageBind/limits.ts';
import { type MediaModality, MODALITY_FACTS, VECTOR_DIMENSIONS } from '../facts/modalities.ts';

/** English words that say little about the topic of a text. */
const STOP_WORDS: ReadonlySet<string> = new Set(
  (
    'a about above after all also am an and any are as at be been before being below between both but by can ' +
    'could did do does during each few for from further had has have having he her here him his how i if in ' +
    'into is it its just me more most my no nor not of off on once only or other our out over own same she ' +
    'should so some such than that the their them then there these they this those through to too under until ' +
    'up us very was we were what when where which while who whom why will with would you your'
  ).split(' '),
);

const STOP_WORD_WEIGHT = 0.1;

/**
 * How much of a text's vector comes from its exact spelling (except case and blanks, which the tokenizer drops). Texts
 * with the same words are then 0.0025 apart (cosine distance): clearly more than float noise, clearly less than any
 * other text.
 */
const SPELLING_WEIGHT = 0.05;

function countWords(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/**
 * The vector of a text: the sum of one direction per word, so texts that share words are close to each other and a
 * search for words finds sensible results. It has no meaning beyond that. As on the real server, texts that differ only
 * in case or blanks get the same vector, and so do all texts that are too long: truncation removes the end marker from
 * which the vector is read.
 */
export function embedText(text: string): number[] {
  const clean = cleanText(text);
  const length = MODALITY_FACTS.text.vectorLength;
  if (clipTokens(text).estimate > MAX_TOKENS) return withLength(direction('text too long', ''), length);
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

/** The vector of a medium: a direction that depends only on its modality and its bytes. */
export function embedMedia(modality: MediaModality, bytes: Buffer): number[] {
  return withLength(direction(modality, bytes), MODALITY_FACTS[modality].vectorLength);
}

/**
 * 32-bit random numbers from a seed: sfc32 by Chris Doty-Humphrey (PractRand). It only adds, shifts and xors integers,
 * so every machine and every version of Node produces the same bits.
 */
function* randomWords(seed: Buffer): Generator<number, never> {
  let a = seed.readInt32LE(0);
  let b = seed.readInt32LE(4);
  let c = seed.readInt32LE(8);
  let counter = seed.readInt32LE(12);
  while (true) {
    const word = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + word) | 0;
    yield word;
  }
}

/** The vector with the same direction and the given length (L2 norm). */
function withLength(vector: readonly number[], length: number): number[] {
  const norm = Math.sqrt(vector.reduce((sum, number) => sum + number * number, 0));
  return vector.map((number) => (number * length) / norm);
}

/**
 * A unit vector that depends only on the domain and the content. Two of them are nearly orthogonal: with 1024
 * dimensions their cosine has a standard deviation of 0.03.
 */
function direction(domain: string, content: string | Buffer): number[] {
  const seed = createHash('sha256').update(`${domain}\0`).update(content).digest();
  const words = randomWords(seed);
  const vector = Array.from({ length: VECTOR_DIMENSIONS }, () => words.next().value / 2 ** 31);
  return withLength(vector, 1);
}
