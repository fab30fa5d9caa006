import { describe, expect, it } from 'vitest';
import { effectiveValues } from '../../src/config/effective.ts';
import { givenValues } from '../../src/config/given.ts';
import { valuesToSave } from '../../src/config/valuesToSave.ts';
import { configOf, flagValues, resolved } from '../support/config.ts';
import { failureOf } from '../support/failure.ts';

const GIB = 1024 ** 3;

describe('without a number of objects', () => {
  it.each(['', '--index flat', '--media-size 2m', '--weaviate-memory 1g'])('%s derives nothing', (line) => {
    const { config, derived } = resolved(line);
    expect(derived.size).toBe(0);
    expect(config.collection.compression).toBeUndefined();
    expect(config.weaviate.storageSize).toBe(32 * GIB);
  });
});

describe('with a number of objects', () => {
  it.each<[line: string, memory: number, compression: string]>([
    ['--objects 100k', 4, 'none'],
    ['--objects 1M', 4, 'rq-8'],
    ['--objects 5M --weaviate-memory 64g', 64, 'none'],
    ['--objects 5M --weaviate-memory 12g', 12, 'rq-8'],
    ['--objects 5M --weaviate-memory 5g', 5, 'rq-1'],
    ['--objects 1M --index flat', 4, 'none'],
    ['--objects 1M --index hfresh', 4, 'rq-1'],
    ['--objects 1M --weaviate-tag 1.30.0', 7, 'none'],
  ])('%s: %d GiB, %s', (line, memory, compression) => {
    const { config, warnings } = resolved(line);
    expect(config.weaviate.memory / GIB).toBe(memory);
    expect(config.collection.compression).toBe(compression);
    expect(warnings).toEqual([]);
  });

  it('never lowers the defaults', () => {
    expect(configOf('--objects 1').weaviate).toMatchObject({ memory: 4 * GIB, storageSize: 32 * GIB });
  });

  it.each([
    ['--objects 5M --compression none', '--objects 5M'],
    ['--objects 10M', '--objects 5M'],
    ['--objects 5M --vectors separate', '--objects 5M'],
    ['--objects 5M', '--objects 5M --target helm --replicas 5'],
  ])('%s needs more memory than %s', (more, less) => {
    expect(configOf(more).weaviate.memory).toBeGreaterThan(configOf(less).weaviate.memory);
  });

  it.each([
    ['--media-size 300k', '--media-size 150k'],
    ['--modalities video', '--modalities image'],
    ['--modalities image,audio --vectors separate', '--modalities image,audio'],
  ])('%s needs more storage than %s', (more, less) => {
    const storage = (line: string) => configOf(`--objects 1M ${line}`).weaviate.storageSize;
    expect(storage(more)).toBeGreaterThan(storage(less));
  });

  it('keeps values set by hand', () => {
    const { config, derived } = resolved(
      '--objects 5M --weaviate-memory 64g --storage-size 4Ti --compression rq-1',
    );
    expect(config.weaviate).toMatchObject({ memory: 64 * GIB, storageSize: 4096 * GIB });
    expect(config.collection.compression).toBe('rq-1');
    expect([...derived]).toEqual([]);
  });

  it('shows where a value comes from', () => {
    const { given, derived } = resolved('--objects 5M');
    const shown = effectiveValues(given, derived).find(({ key }) => key === 'weaviate.memory');
    expect(shown?.source).toBe('derived from collection.objects');
  });

  it('an empty value drops one that was set by hand', async () => {
    const given = givenValues(flagValues(['--objects', '5M', '--weaviate-memory', '']), {});
    expect(given.get('weaviate.memory')?.value).toBe('');
    expect(resolved(['--objects', '5M', '--weaviate-memory', '']).config).toEqual(configOf('--objects 5M'));
    const { message } = await failureOf(() => configOf(['--weaviate-memory', '']));
    expect(message).toContain('is not a size');
  });

  it('saves only what was given, also if it is the default', () => {
    const saved = (line: string) =>
      Object.fromEntries(valuesToSave(resolved(line).given, new Set(), new Map()).values);
    expect(saved('--objects 5M')).toEqual({ 'collection.objects': '5M' });
    expect(saved('--objects 5M --weaviate-memory 4g')).toEqual({
      'collection.objects': '5M',
      'weaviate.memory': '4g',
    });
    expect(saved('--weaviate-memory 4g')).toEqual({});
  });
});
