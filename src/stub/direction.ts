import { createHash } from 'node:crypto';
import { VECTOR_DIMENSIONS } from '../facts/modalities.ts';

/**
 * 32-bit random numbers from a seed: sfc32 by Chris Doty-Humphrey (PractRand). Only additions, shifts and
 * xors of integers, so that every machine and every Node gives the same bits.
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
export function withLength(vector: readonly number[], length: number): number[] {
  const norm = Math.sqrt(vector.reduce((sum, number) => sum + number * number, 0));
  return vector.map((number) => (number * length) / norm);
}

/**
 * A unit vector that depends on the domain and the content only. Two different ones are nearly at right
 * angles: with 1024 dimensions their cosine has a standard deviation of 0.03.
 */
export function direction(domain: string, content: string | Buffer): number[] {
  const seed = createHash('sha256').update(`${domain}\0`).update(content).digest();
  const words = randomWords(seed);
  const vector = Array.from({ length: VECTOR_DIMENSIONS }, () => words.next().value / 2 ** 31);
  return withLength(vector, 1);
}
