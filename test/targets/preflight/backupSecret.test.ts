import { expect, it } from 'vitest';
import { checkBackupSecret } from '../../../src/targets/helm/preflight/backupSecret.ts';

const CLUSTER = { context: undefined, namespace: 'db', release: 'shop' };
const S3 = { name: 'bucket', entries: ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'] };

const secret = (data: object) => JSON.stringify({ metadata: { name: 'bucket' }, data });

/** The check with what kubectl prints about the Secret. */
const checked = (stdout: string, namespace: string | undefined = 'Active', wanted = S3, exitCode = 0) =>
  checkBackupSecret(
    { run: async () => ({ exitCode, stdout, stderr: 'forbidden', notFound: false }) },
    { cluster: CLUSTER, namespace: { value: namespace } },
    wanted,
  );

it.each([
  [secret({ AWS_ACCESS_KEY_ID: 'YQ==', AWS_SECRET_ACCESS_KEY: 'YQ==' }), 'pass', 'exists'],
  [secret({ AWS_ACCESS_KEY_ID: 'YQ==', other: 'YQ==' }), 'fail', 'it has no entry AWS_SECRET_ACCESS_KEY'],
  [secret({ AWS_ACCESS_KEY_ID: 'YQ==', AWS_SECRET_ACCESS_KEY: '' }), 'fail', 'it has no entry AWS_SECRET'],
  ['', 'fail', 'it does not exist'],
])('a Secret for backups that someone else makes: %s', async (stdout, status, found) => {
  expect(await checked(stdout)).toMatchObject({ status, found: expect.stringContaining(found) });
});

it('a missing Secret comes with the command that makes it', async () => {
  expect(await checked('')).toMatchObject({
    suggestion:
      'kubectl create secret generic bucket --namespace db --from-literal=AWS_ACCESS_KEY_ID=VALUE --from-literal=AWS_SECRET_ACCESS_KEY=VALUE',
  });
  const google = { name: 'bucket', entries: ['GOOGLE_APPLICATION_CREDENTIALS'] };
  expect(await checked('', 'Active', google)).toMatchObject({
    suggestion: expect.stringContaining('--from-file=GOOGLE_APPLICATION_CREDENTIALS=KEY.json'),
  });
  const inNewNamespace = await checkBackupSecret(
    { run: () => Promise.reject(new Error('not needed')) },
    { cluster: CLUSTER, namespace: { value: undefined } },
    S3,
  );
  expect(inNewNamespace).toMatchObject({
    status: 'fail',
    suggestion: expect.stringContaining('kubectl create namespace db && kubectl create secret'),
  });
});

it('is left out for a user who may not read Secrets', async () => {
  expect(await checked('', 'Active', S3, 1)).toMatchObject({ status: 'skip' });
});
