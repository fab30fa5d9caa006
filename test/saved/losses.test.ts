import { describe, expect, it } from 'vitest';
import type { Given, SourceKind } from '../../src/config/given.ts';
import { flagsText, lossesIn, notRequested } from '../../src/saved/losses.ts';
import { configOf } from '../support/config.ts';
import { rendered } from '../support/rendered.ts';

/** What the files of one command line lose by those of another. */
function losses(before: string, after: string) {
  const old = rendered(configOf(before));
  return lossesIn(
    Object.entries(rendered(configOf(after))).map(([path, text]) => ({ path, text, before: old[path] })),
  );
}

const told = (before: string, after: string) =>
  losses(before, after).map((loss) => [flagsText(loss.key, loss.before), flagsText(loss.key, loss.after)]);

describe('files lose', () => {
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
  ])('from "%s" to "%s"', (before, after, expected) => {
    expect(told(before, after)).toEqual(expected);
  });
});

describe('files lose nothing', () => {
  it.each([
    ['', '--auth api-key --cuda --modalities all --weaviate-memory 8g --inference-memory 16g --replicas 3'],
    ['--bind-address 0.0.0.0 --auth api-key', '--auth api-key'],
    ['--inference stub', ''],
    // Its memory is not the model's, and it has no GPU.
    ['--inference external --inference-url http://a', '--inference stub'],
    ['--persistence none', ''],
    ['--vectors separate', '--vectors balanced'],
    // Not written any more.
    ['--replicas 3', '--target compose'],
    ['--auth api-key --target compose', '--auth api-key --target helm'],
  ])('from "%s" to "%s"', (before, after) => {
    expect(told(before, after)).toEqual([]);
  });

  it.each([
    '',
    'a: [',
    '- a\n',
    'services:\n  weaviate:\n    ports: ["8080:8080"]\n    mem_limit: 1\n',
    'null\n',
  ])('where the file says nothing that is known: %j', (before) => {
    const files = ['docker-compose.yml', 'values.yaml', 'collection.json'];
    const text =
      'services:\n  weaviate:\n    ports: ["0.0.0.0:8080:8080"]\n    mem_limit: 1g\n    volumes: [a:/b]\n';
    expect(lossesIn(files.map((path) => ({ path, before, text })))).toEqual([]);
  });
});

describe('a loss is asked for', () => {
  it.each<[SourceKind | undefined, boolean, boolean]>([
    ['flag', false, true],
    ['environment', false, true],
    ['wizard', false, true],
    ['file', true, true],
    ['file', false, false],
    ['deployed', true, false],
    [undefined, true, false],
  ])('by a value from %s, where bindstack.yaml is newer (%s): %s', (source, isNewer, asked) => {
    const given: [string, Given][] = source
      ? [['weaviate.auth', { value: 'anonymous', source, label: '' }]]
      : [];
    expect(notRequested(losses('--auth api-key', ''), new Map(given), isNewer)).toHaveLength(asked ? 0 : 1);
  });
});
