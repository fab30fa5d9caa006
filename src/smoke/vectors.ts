import { MODALITY_FACTS, type Modality, VECTOR_DIMENSIONS } from '../facts/modalities.ts';
import { CheckFailure } from './checkFailure.ts';
import type { StoredObject } from './session.ts';

/** Length of a vector (L2 norm). */
export function lengthOf(vector: readonly number[]): number {
  return Math.hypot(...vector);
}

export function cosine(a: readonly number[], b: readonly number[]): number {
  let dot = 0;
  let lengthA = 0;
  let lengthB = 0;
  for (const [i, x] of a.entries()) {
    const y = b[i] ?? 0;
    dot += x * y;
    lengthA += x * x;
    lengthB += y * y;
  }
  return dot / Math.sqrt(lengthA * lengthB);
}

/**
 * Judges stored vectors: present, of the right size, finite, not zero, and different from each other.
 * @param names the vectors that every object must have
 * @returns what was seen, for the report
 */
export function verifyVectors(objects: readonly StoredObject[], names: readonly string[]): string {
  for (const { id, vectors } of objects) {
    for (const name of names) {
      const vector = vectors[name] ?? [];
      const problem = vectorProblem(vector);
      if (problem !== undefined) {
        throw vector.length === 0
          ? new CheckFailure(
              'module',
              `vector ${name} of object ${id} is missing`,
              'see whether the fields of collection.json name properties (imuFields, not IMUFields)',
            )
          : new CheckFailure(
              'inference',
              `vector ${name} of object ${id} ${problem}`,
              `see which model answers: ImageBind gives ${VECTOR_DIMENSIONS} numbers for every modality`,
            );
      }
    }
  }
  for (const name of names) {
    const alike = hasDuplicates(objects.map(({ vectors }) => vectors[name] ?? []));
    if (alike) {
      throw new CheckFailure(
        'inference',
        `two different objects have the same vector ${name}`,
        'see whether a real model answers: its vectors differ',
      );
    }
  }
  const count = objects.length * names.length;
  return `${count} vectors of ${VECTOR_DIMENSIONS} finite numbers, all different`;
}

/** What is wrong with a vector, in words that follow its name; undefined if nothing is. */
export function vectorProblem(vector: readonly number[]): string | undefined {
  if (vector.length === 0) return 'is missing';
  if (vector.length !== VECTOR_DIMENSIONS)
    return `has ${vector.length} numbers instead of ${VECTOR_DIMENSIONS}`;
  if (!vector.every(Number.isFinite)) return 'holds numbers that are not finite';
  return vector.every((x) => x === 0) ? 'is zero' : undefined;
}

function hasDuplicates(vectors: readonly (readonly number[])[]): boolean {
  return vectors.some((a, i) => vectors.slice(i + 1).some((b) => cosine(a, b) > 0.9999));
}

/** In lengths: float noise, and what half precision loses. */
const LENGTH_TOLERANCE = 0.01;

/**
 * Lengths of ImageBind's vectors: fixed scales behind unit vectors, of which several are averaged for audio and
 * video, so that these may be shorter. The scale of texts is learned, from 14.29 up to its cap of 100.
 */
function lengthRange(modality: Modality): readonly [number, number] {
  const { vectorLength } = MODALITY_FACTS[modality];
  const most = vectorLength * (1 + LENGTH_TOLERANCE);
  if (modality === 'text') return [14.28 * (1 - LENGTH_TOLERANCE), most];
  return [
    modality === 'audio' || modality === 'video' ? vectorLength / 10 : vectorLength * (1 - LENGTH_TOLERANCE),
    most,
  ];
}

/** How long a vector of ImageBind would be, where this one is not; undefined where it may be one. */
export function lengthMismatch(modality: Modality, length: number): string | undefined {
  const [least, most] = lengthRange(modality);
  if (length >= least && length <= most) return undefined;
  const { vectorLength } = MODALITY_FACTS[modality];
  return modality === 'text' ? `14.3 to ${vectorLength}` : `${vectorLength}`;
}
