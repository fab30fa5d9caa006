import { describe, expect, it } from 'vitest';
import {
  COMPRESSIONS,
  type CompressionName,
  compressionOutcome,
  DISTANCES,
  defaultQuantizationOutcome,
  distanceOutcome,
  VECTOR_INDEXES,
  type VectorIndexName,
} from '../../src/facts/vectorIndexes.ts';

type Outcome = ReturnType<typeof compressionOutcome>;

const WORDS: Readonly<Record<string, Outcome>> = {
  '+': 'works',
  '!': 'refused',
  '-': 'ignored',
  x: 'unsearchable',
};

/** Reads a table whose first line has the names of the columns and whose first column the names of the rows. */
function cells(table: string): [row: string, column: string, outcome: Outcome][] {
  const [head = [], ...rows] = table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/ +/));
  return rows.flatMap(([name = '', ...signs]) =>
    signs.map((sign, i): [string, string, Outcome] => [name, head[i + 1] ?? '', WORDS[sign] ?? 'works']),
  );
}

/** `dynamic` is its hnsw part. With servers 1.38.14 and 1.39.3; those before by reading their source. */
const BY_VERSION: Readonly<Record<string, string>> = {
  '1.31.22': `
    index   none rq-8 rq-4 rq-1 bq pq sq
    hnsw    +    -    -    -    +  +  +
    dynamic +    -    -    -    +  +  +
    flat    +    -    -    -    +  !  !`,
  '1.32.27': `
    index   none rq-8 rq-4 rq-1 bq pq sq
    hnsw    +    +    !    !    +  +  +
    dynamic +    +    !    !    +  +  +
    flat    +    -    -    -    +  !  !`,
  '1.33.18': `
    index   none rq-8 rq-4 rq-1 bq pq sq
    hnsw    +    +    !    +    +  +  +
    dynamic +    +    !    +    +  +  +
    flat    +    -    -    -    +  !  !`,
  '1.34.0': `
    index   none rq-8 rq-4 rq-1 bq pq sq
    hnsw    +    +    !    +    +  +  +
    dynamic +    +    !    +    +  +  +
    flat    +    +    !    +    +  !  !`,
  '1.38.14': `
    index   none rq-8 rq-4 rq-1 bq pq sq
    hnsw    +    +    !    +    +  +  +
    dynamic +    +    !    +    +  +  +
    flat    +    +    !    +    +  !  !
    hfresh  !    !    !    +    !  !  !`,
  '1.39.3': `
    index   none rq-8 rq-4 rq-1 bq pq sq
    hnsw    +    +    +    +    +  +  +
    dynamic +    +    +    +    +  +  +
    flat    +    +    !    +    +  !  !
    hfresh  !    !    !    +    !  !  !`,
};

describe.each(Object.entries(BY_VERSION))('Weaviate %s', (version, table) => {
  it.each(cells(table))('%s with %s: %s', (index, compression, outcome) => {
    expect(compressionOutcome(index as VectorIndexName, compression as CompressionName, version)).toBe(
      outcome,
    );
  });
});

const BY_DISTANCE: Readonly<Record<VectorIndexName, string>> = {
  hnsw: `
    distance   none rq-8 rq-4 rq-1 bq pq sq
    cosine     +    +    +    +    +  +  +
    dot        +    +    +    +    +  +  +
    l2-squared +    +    +    +    +  +  +
    manhattan  +    x    x    x    +  +  x
    hamming    +    x    x    x    +  +  x`,
  dynamic: `
    distance   none rq-8 rq-4 rq-1 bq pq sq
    cosine     +    +    +    +    +  +  +
    manhattan  +    x    x    x    +  +  x
    hamming    +    x    x    x    +  +  x`,
  flat: `
    distance   none rq-8 rq-1 bq
    dot        +    +    +    +
    l2-squared +    +    +    +
    manhattan  +    x    -    +
    hamming    +    x    -    +`,
  hfresh: `
    distance   rq-1
    cosine     +
    dot        !
    l2-squared +
    manhattan  !
    hamming    !`,
};

describe.each(Object.entries(BY_DISTANCE))('the distances of %s', (index, table) => {
  it.each(cells(table))('%s with %s: %s', (distance, compression, outcome) => {
    const name = DISTANCES.find((one) => one === distance);
    if (!name) throw new Error(`${distance} is not a distance`);
    expect(distanceOutcome(index as VectorIndexName, compression as CompressionName, name)).toBe(outcome);
  });
});

it('DEFAULT_QUANTIZATION refuses nothing, and hfresh does not read it', () => {
  for (const index of VECTOR_INDEXES)
    for (const compression of COMPRESSIONS)
      for (const version of ['1.32.5', '1.34.20', '1.35.0', '1.39.3', undefined])
        expect(defaultQuantizationOutcome(index, compression, version)).not.toBe('refused');
  expect(defaultQuantizationOutcome('hfresh', 'rq-1', '1.39.3')).toBe('ignored');
  expect(defaultQuantizationOutcome('flat', 'rq-8', '1.34.20')).toBe('ignored');
  expect(defaultQuantizationOutcome('flat', 'rq-8', '1.35.0')).toBe('works');
  expect(defaultQuantizationOutcome('dynamic', 'pq', '1.39.3')).toBe('works');
  expect(defaultQuantizationOutcome('flat', 'pq', '1.39.3')).toBe('ignored');
});
