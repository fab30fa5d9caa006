import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { readBackupClaim } from '../../../src/targets/helm/backupClaim.ts';
import { ownSecrets } from '../../../src/targets/helm/ownSecrets.ts';
import { configOf } from '../../support/config.ts';
import { directoryForTests, fill } from '../../support/directory.ts';
import { failureOf } from '../../support/failure.ts';
import { rendered } from '../../support/rendered.ts';

const directory = directoryForTests();
const valuesOf = (line: string) => parse(rendered(configOf(line))['values.yaml'] ?? '');
const BUCKET = '--backup-bucket abc --name lab';

it.each([
  [`--backup-to s3 ${BUCKET}`, { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret' }],
  [`--backup-to gcs ${BUCKET}`, { GOOGLE_APPLICATION_CREDENTIALS: '{"type":"service_account"}' }],
  [`--backup-to azure --backup-account abc ${BUCKET}`, { AZURE_STORAGE_KEY: 'key' }],
])('%s: the Secret holds %j', async (line, entries) => {
  await fill(directory(), {
    '.env':
      'AWS_ACCESS_KEY_ID=id\nAWS_SECRET_ACCESS_KEY=secret\nAZURE_STORAGE_KEY=key\nGOOGLE_APPLICATION_CREDENTIALS=key.json\n',
    'key.json': '{"type":"service_account"}',
  });
  expect(await ownSecrets(directory(), valuesOf(line), 'lab', undefined)).toEqual([
    { name: 'lab-backup-credentials', entries, what: 'the credentials in .env' },
  ]);
});

it.each(['role', 'secret --backup-secret mine'])(
  'makes no Secret with --backup-credentials %s',
  async (source) => {
    const values = valuesOf(`--backup-to s3 ${BUCKET} --backup-credentials ${source}`);
    expect(await ownSecrets(directory(), values, 'lab', undefined)).toEqual([]);
  },
);

it('asks for credentials that .env does not have', async () => {
  const failure = await failureOf(() =>
    ownSecrets(directory(), valuesOf(`--backup-to s3 ${BUCKET}`), 'lab', undefined),
  );
  expect(failure).toMatchObject({ exitCode: 2, code: 'no-backup-credentials' });
});

it('reads the claim of backup-claim.yaml only if the values use it', async () => {
  const files = rendered(configOf('--backup-to volume --name lab'));
  await fill(directory(), { 'backup-claim.yaml': files['backup-claim.yaml'] ?? '' });
  const claim = await readBackupClaim(directory(), { values: valuesOf('--backup-to volume --name lab') });
  expect(claim?.metadata).toMatchObject({ name: 'lab-backups', labels: { 'bindstack/backups': 'lab' } });
  expect(await readBackupClaim(directory(), { values: valuesOf('--name lab') })).toBeUndefined();
  expect(
    await readBackupClaim(directory(), { values: valuesOf('--backup-to volume --name other') }),
  ).toBeUndefined();
});
