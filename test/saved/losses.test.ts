import { describe, expect, it } from 'vitest';
import type { Given, SourceKind } from '../../src/config/given.ts';
import { MEDIA_METADATA } from '../../src/facts/mediaMetadata.ts';
import { flagsText, lossesIn, notRequested } from '../../src/saved/losses.ts';
import { configOf } from '../support/config.ts';
import { rendered } from '../support/rendered.ts';

/** The losses when the files of one command line replace those of another. */
function losses(before: string, after: string) {
  const old = rendered(configOf(before));
  return lossesIn(
    Object.entries(rendered(configOf(after))).map(([path, text]) => ({ path, text, before: old[path] })),
  );
}

const lossFlags = (before: string, after: string) =>
  losses(before, after).map((loss) => [flagsText(loss.key, loss.before), flagsText(loss.key, loss.after)]);

describe('losses', () => {
  it.each([
    ['--auth api-key', '', [['--auth api-key', '--auth anonymous']]],
    ['--auth api-key --target helm', '--target helm', [['--auth api-key', '--auth anonymous']]],
    ['', '--bind-address 0.0.0.0', [['--bind-address 127.0.0.1', '--bind-address 0.0.0.0']]],
    ['--bind-address 10.0.0.5', '--bind-address ::', [['--bind-address 10.0.0.5', '--bind-address ::']]],
    [
      '--bind-address 10.0.0.5',
      '--bind-address 10.0.0.6',
      [['--bind-address 10.0.0.5', '--bind-address 10.0.0.6']],
    ],
    ['', '--service-type NodePort', [['--service-type ClusterIP', '--service-type NodePort']]],
    ['--modalities all', '', [['--modalities all', '--modalities text,image']]],
    [
      '--modalities text,audio --vectors separate',
      '--vectors separate',
      [['--modalities text,audio', '--modalities text,image']],
    ],
    ['--weaviate-memory 6g', '', [['--weaviate-memory 6g', '--weaviate-memory 4g']]],
    [
      '--weaviate-memory 6g --target helm',
      '--target helm',
      [['--weaviate-memory 6Gi', '--weaviate-memory 4Gi']],
    ],
    ['--inference-memory 13g', '', [['--inference-memory 13g', '--inference-memory 12g']]],
    ['--cuda', '', [['--cuda', '--no-cuda']]],
    ['', '--inference stub', [['--inference container', '--inference stub']]],
    ['--replicas 3', '', [['--replicas 3', '--replicas 1']]],
    ['--persistence directory', '', [['--persistence directory', '--persistence volume']]],
    ['', '--persistence none', [['--persistence volume', '--persistence none']]],
    ['--backup-to volume', '', [['--backup-to volume', '--backup-to none']]],
    [
      '--backup-to directory --target compose',
      '--backup-to volume --target compose',
      [['--backup-to directory', '--backup-to volume']],
    ],
    [
      '--backup-to s3 --backup-bucket abc --target helm',
      '--target helm',
      [['--backup-to s3', '--backup-to none']],
    ],
    ['', '--index flat', [['--index hnsw', '--index flat']]],
    ['--index hfresh --vectors separate', '--vectors separate', [['--index hfresh', '--index hnsw']]],
    ['--compression rq-8', '', [['--compression rq-8', '--compression none']]],
    ['--compression rq-8', '--compression bq', [['--compression rq-8', '--compression bq']]],
    ['--index flat', '--index flat --compression bq', [['--compression none', '--compression bq']]],
    ['--index dynamic --compression rq-8', '--index dynamic', [['--compression rq-8', '--compression none']]],
  ])('from "%s" to "%s"', (before, after, expected) => {
    expect(lossFlags(before, after)).toEqual(expected);
  });
});

describe('no losses', () => {
  it.each([
    ['', '--auth api-key --cuda --modalities all --weaviate-memory 8g --inference-memory 16g --replicas 3'],
    ['--bind-address 0.0.0.0 --auth api-key', '--auth api-key'],
    ['--inference stub', ''],
    // The stub needs less memory and no GPU.
    ['--inference external --inference-url http://a', '--inference stub'],
    ['--persistence none', ''],
    ['', '--backup-to volume'],
    ['--backup-to s3 --backup-bucket abc', '--backup-to s3 --backup-bucket abc --backup-path a'],
    // hnsw compresses an existing collection that is not compressed yet.
    ['', '--compression rq-1'],
    ['', '--objects 5M --weaviate-memory 12g'],
    // Another collection, next to the existing one.
    ['--index flat --compression bq', '--collection Other'],
    ['--vectors separate', '--vectors balanced'],
    // The file is no longer written.
    ['--replicas 3', '--target compose'],
    ['--auth api-key --target compose', '--auth api-key --target helm'],
  ])('from "%s" to "%s"', (before, after) => {
    expect(lossFlags(before, after)).toEqual([]);
  });

  it('in a collection of a version that had no metadata', () => {
    const { 'collection.json': text = '' } = rendered(configOf('--modalities all'));
    const { properties, ...rest } = JSON.parse(text) as { properties: { name: string }[] };
    const older = { ...rest, properties: properties.filter(({ name }) => !(name in MEDIA_METADATA)) };
    expect(older.properties).toHaveLength(8);
    const before = JSON.stringify(older);
    expect(lossesIn([{ path: 'collection.json', text, before }])).toEqual([]);
    // It is still read: dropping a field of it is a loss.
    const { 'collection.json': smaller = '' } = rendered(configOf('--modalities text,image'));
    expect(lossesIn([{ path: 'collection.json', text: smaller, before }])).toHaveLength(1);
  });

  it.each([
    '',
    'a: [',
    '- a\n',
    'services:\n  weaviate:\n    ports: ["8080:8080"]\n    mem_limit: 1\n',
    'null\n',
  ])('in a file without known settings: %j', (before) => {
    const files = ['docker-compose.yml', 'values.yaml', 'collection.json'];
    const text =
      'services:\n  weaviate:\n    ports: ["0.0.0.0:8080:8080"]\n    mem_limit: 1g\n    volumes: [a:/b]\n';
    expect(lossesIn(files.map((path) => ({ path, before, text })))).toEqual([]);
  });
});

describe('a loss is requested', () => {
  it.each<[SourceKind | undefined, boolean, boolean]>([
    ['flag', false, true],
    ['environment', false, true],
    ['wizard', false, true],
    ['file', true, true],
    ['file', false, false],
    ['deployed', true, false],
    [undefined, true, false],
  ])('by a value from %s, if bindstack.yaml is newer (%s): %s', (source, isNewer, isRequested) => {
    const given: [string, Given][] = source
      ? [['weaviate.auth', { value: 'anonymous', source, label: '' }]]
      : [];
    expect(notRequested(losses('--auth api-key', ''), new Map(given), isNewer)).toHaveLength(
      isRequested ? 0 : 1,
    );
  });
});
