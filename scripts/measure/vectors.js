// Vectors and queries: the same ones in every run, and their true neighbors.

export const DIMENSIONS = 1024;
/** Objects per cluster. */
const CLUSTER = 50;
/** Length of the noise around the center of a cluster: two of its members have a cosine of 1 / (1 + 0.37) = 0.73. */
const SPREAD = Math.sqrt(0.37);
export const NEIGHBORS = 10;

/**
 * A source of normally distributed numbers (mulberry32, Box-Muller).
 * @param {number} seed
 */
function gaussian(seed) {
  let state = seed;
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  let spare = Number.NaN;
  return () => {
    if (!Number.isNaN(spare)) {
      const value = spare;
      spare = Number.NaN;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    const angle = 2 * Math.PI * uniform();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}

/** @param {Float32Array} vector normalized in place */
function normalize(vector) {
  let sum = 0;
  for (const value of vector) sum += value * value;
  const length = Math.sqrt(sum);
  for (let at = 0; at < vector.length; at += 1) vector[at] = /** @type {number} */ (vector[at]) / length;
  return vector;
}

/**
 * Unit vectors in clusters, in random order of the clusters.
 * @param {number} count
 */
export function clusteredVectors(count) {
  const next = gaussian(count);
  const clusters = Math.ceil(count / CLUSTER);
  const centers = new Float32Array(clusters * DIMENSIONS);
  for (let at = 0; at < centers.length; at += 1) centers[at] = next();
  for (let cluster = 0; cluster < clusters; cluster += 1) normalize(row(centers, cluster));
  const vectors = new Float32Array(count * DIMENSIONS);
  const scale = SPREAD / Math.sqrt(DIMENSIONS);
  for (let at = 0; at < count; at += 1) {
    const center = row(centers, Math.imul(at, 7919) % clusters);
    const vector = row(vectors, at);
    for (let part = 0; part < DIMENSIONS; part += 1)
      vector[part] = /** @type {number} */ (center[part]) + scale * next();
    normalize(vector);
  }
  return vectors;
}

/**
 * One vector of many, without a copy.
 * @param {Float32Array} vectors
 * @param {number} at
 */
export function row(vectors, at) {
  return vectors.subarray(at * DIMENSIONS, (at + 1) * DIMENSIONS);
}

/**
 * Queries, each with the positions of its true neighbors. `near` is a stored vector plus half its length of noise;
 * `random` has nothing to do with the stored ones.
 * @param {Float32Array} vectors
 * @param {number} each how many of each kind
 */
export function queries(vectors, each) {
  const count = vectors.length / DIMENSIONS;
  const next = gaussian(4242);
  const near = Array.from({ length: each }, (_, at) => {
    const stored = row(vectors, Math.floor((at * count) / each));
    return normalize(stored.map((value) => value + (0.5 * next()) / Math.sqrt(DIMENSIONS)));
  });
  const random = Array.from({ length: each }, () =>
    normalize(Float32Array.from({ length: DIMENSIONS }, next)),
  );
  const neighbors = trueNeighbors(vectors, [...near, ...random]);
  return { near: near.map(paired(neighbors, 0)), random: random.map(paired(neighbors, each)) };
}

/**
 * @param {Set<number>[]} neighbors
 * @param {number} offset
 * @returns {(vector: Float32Array, at: number) => { vector: Float32Array, neighbors: Set<number> }}
 */
function paired(neighbors, offset) {
  return (vector, at) => ({ vector, neighbors: neighbors[offset + at] ?? new Set() });
}

/**
 * @param {Float32Array} vectors
 * @param {Float32Array[]} wanted
 */
function trueNeighbors(vectors, wanted) {
  const count = vectors.length / DIMENSIONS;
  return wanted.map((query) => {
    const products = new Float32Array(count);
    for (let at = 0; at < count; at += 1) {
      const start = at * DIMENSIONS;
      let a = 0;
      let b = 0;
      for (let part = 0; part < DIMENSIONS; part += 2) {
        a += /** @type {number} */ (query[part]) * /** @type {number} */ (vectors[start + part]);
        b += /** @type {number} */ (query[part + 1]) * /** @type {number} */ (vectors[start + part + 1]);
      }
      products[at] = a + b;
    }
    const least = products.toSorted()[count - NEIGHBORS] ?? 0;
    return new Set([...products.keys()].filter((at) => (products[at] ?? 0) >= least));
  });
}
