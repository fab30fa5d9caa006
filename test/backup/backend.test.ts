import { describe, expect, it } from 'vitest';
import { backendOf } from '../../src/backup/backend.ts';
import { failureOf } from '../support/failure.ts';

const meta = (modules: Record<string, Record<string, unknown>>) => ({ version: '1.39.3', modules });

describe('the backup module of a server', () => {
  it('is the one that is enabled', () => {
    const { name, directory } = backendOf(
      meta({ 'multi2vec-bind': {}, 'backup-filesystem': { backupsPath: '/backups' } }),
      undefined,
    );
    expect({ name, directory }).toEqual({ name: 'filesystem', directory: '/backups' });
  });

  it.each([
    [{ 'multi2vec-bind': {} }, undefined, 'no-backup-module'],
    [{ 'backup-s3': {}, 'backup-gcs': {} }, undefined, 'several-backends'],
    [{ 'backup-s3': {} }, 'gcs', 'bad-value'],
  ])('%j with --backend %s: %s', async (modules, named, code) => {
    expect(await failureOf(() => backendOf(meta(modules), named))).toMatchObject({ code });
  });
});

it.each([
  ['s3', { bucketName: 'b', endpoint: 's3.amazonaws.com', useSSL: true }, 'aws s3 rm --recursive s3://b/x/'],
  [
    's3',
    { bucketName: 'b', rootName: '/weaviate/', endpoint: 'minio:9000', useSSL: false },
    'aws s3 rm --recursive s3://b/weaviate/x/ --endpoint-url http://minio:9000',
  ],
  ['gcs', { bucketName: 'b', rootName: 'p' }, 'gcloud storage rm --recursive gs://b/p/x/'],
  ['azure', { containerName: 'c' }, "az storage blob delete-batch --source c --pattern 'x/*'"],
])('what deletes a backup in %s: %j', (name, own, command) => {
  expect(backendOf(meta({ [`backup-${name}`]: own }), undefined).deleteCommand?.('x')).toBe(command);
});
