import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { addToFile } from '../../../src/add/addToFile.ts';
import { kindOfText } from '../../../src/lint/kind.ts';
import { lint } from '../../../src/lint/lint.ts';
import { configOf } from '../../support/config.ts';
import { failureOf } from '../../support/failure.ts';

const TEXT = readFileSync(join(import.meta.dirname, 'values.yaml'), 'utf8');

interface Umbrella {
  weaviate: { modules: Record<string, unknown>; env: Record<string, unknown> };
  [name: string]: unknown;
}

function addTo(text: string, services: readonly string[] = [], kind?: 'values'): Promise<string> {
  const requested = { isGiven: () => false };
  const config = configOf('--target helm');
  return addToFile({ name: 'values.yaml', text, kind }, { config, requested, services, ask: undefined });
}

describe('an umbrella chart with Redis and Weaviate', () => {
  it('has no findings about Redis', () => {
    const { kind, findings } = lint({ name: 'values.yaml', text: TEXT });
    expect(kind).toBe('values');
    const redis = TEXT.split('\n').indexOf('redis:') + 1;
    expect(findings.filter(({ line }) => line >= redis)).toEqual([]);
    expect(findings.filter(({ severity }) => severity !== 'info')).toEqual([]);
  });

  it('gets ImageBind in the block of Weaviate, and nothing else changes', async () => {
    const text = await addTo(TEXT);
    const { weaviate, ...others } = parse(text) as Umbrella;
    const before = parse(TEXT) as Umbrella;
    expect(weaviate.modules['multi2vec-bind']).toMatchObject({ enabled: true });
    expect(weaviate.env).toMatchObject({ ...before.weaviate.env, MODULES_CLIENT_TIMEOUT: '300s' });
    const { weaviate: _, ...rest } = before;
    expect(others).toEqual(rest);
    expect(await addTo(text)).toBe(text);
  });
});

describe('values of other charts', () => {
  const OTHER =
    'replicaCount: 1\nimage: { repository: nginx, tag: "1" }\nservice: { type: ClusterIP, port: 80 }\n';

  it.each([
    ['common keys', OTHER],
    [
      'keys named modules, env and envSecrets',
      `${OTHER}modules: { status: true }\nenv: { WEAVIATE_URL: a }\nenvSecrets: { OPENAI_APIKEY: b }\n`,
    ],
    [
      'a cluster domain',
      'clusterDomain: cluster.local\narchitecture: replication\nauth: { enabled: true }\n',
    ],
    ['an address of Weaviate', 'app: { replicas: 2 }\nweaviate: { host: weaviate, port: 8080, apiKey: a }\n'],
    [
      'another deployment of Weaviate',
      'weaviate:\n  image: { repository: a/b, tag: "1" }\n  persistence: { size: 1Gi }\n',
    ],
    [
      'short blocks of other charts',
      'redis:\n  image: { tag: "7" }\n  replicas: 3\n  storage: { size: 1Gi }\n',
    ],
  ])('with %s are not mistaken for those of Weaviate', async (_, text) => {
    expect(kindOfText('values.yaml', text)).toBeUndefined();
    const failure = await failureOf(() => addTo(text));
    expect(failure).toMatchObject({ exitCode: 2, code: 'unknown-kind' });
    expect(failure.detail).toMatch(/^Its keys \(.+\) are not those of the Weaviate chart\.$/);
    expect(failure.suggestion).toContain('--kind values');
  });

  it('are accepted with --kind values', async () => {
    expect(parse(await addTo('clusterDomain: a\nfoo: 1\n', [], 'values'))).toHaveProperty('modules');
    const text = await addTo('vectors:\n  foo: 1\n', ['vectors'], 'values');
    expect(parse(text)).toMatchObject({
      vectors: { foo: 1, modules: { 'multi2vec-bind': { enabled: true } } },
    });
  });
});

describe('short values of the Weaviate chart', () => {
  it.each([
    'env:\n  AUTHENTICATION_APIKEY_ENABLED: "true"\n',
    'envSecrets:\n  AUTHENTICATION_APIKEY_ALLOWED_KEYS: keys\n',
    'authentication:\n  anonymous_access:\n    enabled: false\n',
    'authorization:\n  admin_list:\n    enabled: true\n',
    'storage:\n  size: 100Gi\n  storageClassName: gp3\n',
    'image:\n  tag: 1.38.11\nreplicas: 3\nresources: {}\n',
    'grpcService:\n  type: ClusterIP\n',
    'backups:\n  s3:\n    enabled: true\n    envconfig:\n      BACKUP_S3_BUCKET: a\n',
    'image:\n  repo: semitechnologies/weaviate\nfoo: 1\n',
    'app:\n  replicas: 2\nweaviate:\n  enabled: true\n  replicas: 3\n',
  ])('%j', (text) => {
    expect(kindOfText('production.yaml', text)).toBe('values');
  });
});

describe('two Weaviate releases in one file', () => {
  const two = `docs:\n  weaviate:\n    storage: { size: 1Gi }\nmedia:\n  weaviate:\n    storage: { size: 2Gi }\n`;

  it('are listed, with how to choose one', async () => {
    const failure = await failureOf(() => addTo(two));
    expect(failure).toMatchObject({ exitCode: 2, code: 'several-weaviates' });
    expect(failure.message).toContain('docs.weaviate, media.weaviate');
    expect(failure.suggestion).toContain('--service docs.weaviate');
  });

  it('get ImageBind in the chosen block only', async () => {
    const values = parse(await addTo(two, ['media.weaviate'])) as Record<string, unknown>;
    expect(values).toMatchObject({
      media: { weaviate: { modules: { 'multi2vec-bind': { enabled: true } } } },
    });
    expect(values['docs']).toEqual({ weaviate: { storage: { size: '1Gi' } } });
    expect((await failureOf(() => addTo(two, ['media.weavate']))).suggestion).toBe(
      'did you mean media.weaviate?',
    );
  });
});
