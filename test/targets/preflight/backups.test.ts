import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  checkComposeCredentials,
  checkCredentials,
  checkMountedFolder,
  checkOwnFolder,
  checkS3Host,
  isAllowedForBareRoot,
  probeCredentials,
} from '../../../src/targets/shared/preflight/backups.ts';
import { directoryForTests } from '../../support/directory.ts';

const directory = directoryForTests();
const KEYS = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'];
const probe = (env: string, names: readonly string[], shell: Record<string, string> = {}) => {
  writeFileSync(join(directory(), '.env'), env);
  return probeCredentials({ cwd: directory(), env: shell }, names);
};

it.each([
  ['AWS_ACCESS_KEY_ID=a\nAWS_SECRET_ACCESS_KEY=b\n', 'pass', 'in .env'],
  ['AWS_ACCESS_KEY_ID=a\nAWS_SECRET_ACCESS_KEY=\n', 'fail', 'AWS_SECRET_ACCESS_KEY is not set'],
  ['', 'fail', 'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set'],
])('with %j in .env, the credentials %s: %s', async (env, status, found) => {
  expect(checkCredentials(await probe(env, KEYS))).toMatchObject({ status, found });
});

it('says that a variable of the shell overrides .env in Compose', async () => {
  const found = await probe('AWS_ACCESS_KEY_ID=a\nAWS_SECRET_ACCESS_KEY=b\n', KEYS, {
    AWS_ACCESS_KEY_ID: 'x',
  });
  expect(checkComposeCredentials(found)).toMatchObject({
    status: 'warn',
    suggestion: 'unset AWS_ACCESS_KEY_ID',
  });
});

it.each([
  ['{"type":"service_account"}', 'pass', 'in .env'],
  ['not JSON', 'fail', 'is not JSON'],
  [undefined, 'fail', 'cannot be read'],
])('the key file for Google Cloud with %j: %s, %s', async (text, status, found) => {
  if (text !== undefined) writeFileSync(join(directory(), 'key.json'), text);
  const names = ['GOOGLE_APPLICATION_CREDENTIALS'];
  const check = checkCredentials(await probe('GOOGLE_APPLICATION_CREDENTIALS=key.json\n', names));
  expect(check).toMatchObject({ status, found: expect.stringContaining(found) });
});

it.each([
  ['root owns it', { uid: 0, gid: 0, mode: 0o755 }, true],
  ['another user owns it', { uid: 1000, gid: 1000, mode: 0o755 }, false],
  ['the group is root, and may write', { uid: 1000, gid: 0, mode: 0o775 }, true],
  ['the group is root, and may not write', { uid: 1000, gid: 0, mode: 0o755 }, false],
  ['everybody may write', { uid: 1000, gid: 1000, mode: 0o777 }, true],
])('root without capabilities, if %s', (_, stats, isAllowed) => {
  expect(isAllowedForBareRoot(stats, 3)).toBe(isAllowed);
});

it('accepts a directory that does not exist yet, and no file in its place', async () => {
  const path = join(directory(), 'backups');
  expect(await checkMountedFolder(path)).toMatchObject({ status: 'pass' });
  expect(await checkOwnFolder(join(path, 'deep', 'below'))).toMatchObject({ status: 'pass' });
  writeFileSync(path, '');
  expect(await checkMountedFolder(path)).toMatchObject({ status: 'fail', found: 'it is a file' });
  expect(await checkOwnFolder(path)).toMatchObject({ status: 'fail', found: 'it is a file' });
});

it.skipIf(process.getuid?.() === 0)('rejects a directory that this user cannot write to', async () => {
  const path = join(directory(), 'backups');
  mkdirSync(path);
  chmodSync(path, 0o555);
  expect(await checkOwnFolder(path)).toMatchObject({ status: 'fail' });
});

it.each([
  ['127.0.0.1:9000', 'warn'],
  ['localhost', 'warn'],
  ['[::1]:9000', 'warn'],
  ['minio:9000', undefined],
  ['s3.example.com', undefined],
  [undefined, undefined],
])('the S3 server %s, seen from a container: %s', (host, status) => {
  expect(checkS3Host(host, 'the container')[0]?.status).toBe(status);
});
