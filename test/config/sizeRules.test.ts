import { describe, expect, it } from 'vitest';
import { inFlags } from '../../src/config/words.ts';
import { configOf, resolved } from '../support/config.ts';
import { failureOf } from '../support/failure.ts';

describe('a combination that Weaviate refuses or ignores is an error', () => {
  it.each([
    ['--index flat --compression pq', 'index-compression', 'use --compression rq-8, or --index hnsw'],
    ['--index hfresh --compression none', 'index-compression', 'use --compression rq-1, or --index hnsw'],
    [
      '--compression rq-8 --weaviate-tag 1.31.5',
      'index-compression',
      'use --compression none, or --weaviate-tag 1.32.0 or newer',
    ],
    [
      '--compression rq-4 --weaviate-tag 1.38.14',
      'index-compression',
      'use --compression rq-8, or --weaviate-tag 1.39.0 or newer',
    ],
    [
      '--index hfresh --weaviate-tag 1.35.4',
      'index-version',
      'use --weaviate-tag 1.36.0 or newer, or --index hnsw',
    ],
    ['--index dynamic --env ASYNC_INDEXING=false', 'async-indexing-off', 'leave out ASYNC_INDEXING'],
    ['--compression sq --env ASYNC_INDEXING=off', 'async-indexing-off', 'leave out ASYNC_INDEXING'],
  ])('%s', async (line, code, suggestion) => {
    const failure = await failureOf(() => configOf(line));
    expect(failure.code).toBe(code);
    expect(failure.suggestion).toBe(suggestion);
  });

  it.each([
    '--index flat --compression rq-8',
    '--index dynamic --compression sq',
    '--index hfresh',
    '--index hfresh --compression rq-1',
    '--compression pq --env ASYNC_INDEXING=true',
    '--compression rq-4 --weaviate-tag latest',
  ])('%s is accepted', (line) => {
    expect(configOf(line).collection.index).toBeDefined();
  });
});

describe('a value set by hand that cannot hold the plan is a warning with one that can', () => {
  it.each([
    [
      '--objects 5M --weaviate-memory 2g',
      /^--weaviate-memory 2g cannot hold --objects 5M: hnsw with compression rq-8 needs at least \S+ GiB, and \S+ GiB to import at full speed$/,
      /^use --weaviate-memory \d+g$/,
    ],
    [
      '--objects 5M --weaviate-memory 6g --compression rq-8',
      /^--weaviate-memory 6g cannot hold --objects 5M: hnsw with compression rq-8 needs at least /,
      /^use --weaviate-memory \d+g, or --compression rq-1$/,
    ],
    [
      '--objects 5M --weaviate-memory 9g --compression rq-8',
      /^--weaviate-memory 9g leaves little room to import --objects 5M: \d+ GiB is recommended for hnsw with compression rq-8$/,
      /^use --weaviate-memory \d+g, or --compression rq-1$/,
    ],
    [
      '--objects 1M --storage-size 100Gi',
      /^--storage-size 100Gi cannot hold --objects 1M: data takes \S+ GiB, and compaction needs more for a while$/,
      /^use --storage-size \d+Gi$/,
    ],
    [
      '--objects 100M',
      /^--objects 100M needs \d+ GiB of memory in one Weaviate$/,
      /^use --target helm and --replicas \d+, with \d+ GiB per pod$/,
    ],
  ])('%s', (line, message, suggestion) => {
    const warnings = resolved(line).warnings.map((warning) => ({
      message: inFlags(warning.message),
      suggestion: inFlags(warning.suggestion),
    }));
    expect(warnings).toEqual([
      { message: expect.stringMatching(message), suggestion: expect.stringMatching(suggestion) },
    ]);
    // The first piece of advice works.
    const [option = '', key = ''] = /--\S+ \S+/.exec(warnings[0]?.suggestion ?? '')?.[0].split(' ') ?? [];
    const replicas = /--replicas \d+/.exec(warnings[0]?.suggestion ?? '')?.[0].split(' ') ?? [];
    expect(resolved([...line.split(' '), option, key.replace(',', ''), ...replicas]).warnings).toEqual([]);
  });
});
