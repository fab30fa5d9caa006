import { expect, it } from 'vitest';
import { explained } from '../../src/backup/explained.ts';

// Messages of Weaviate (usecases/backup/scheduler.go checkIfBackupExists), with shorter paths.
it.each([
  ['backup "one" already exists at "/b/one"', 'id-taken', 'there already is a backup one'],
  [
    'check if backup "one" exists at "/b/one": get object path /b/one/backup_config.json: stat /b/one/backup_config.json: not a directory',
    'storage-refused',
    'cannot use the directory',
  ],
  [
    'check if backup "one" exists at "s3://b/one": get object one/backup_config.json: Access Denied.',
    'storage-refused',
    'the storage refuses Weaviate',
  ],
  [
    'check if backup "one" exists at "s3://b/one": get object one/backup_config.json: Get "http://127.0.0.1:9/b/": dial tcp 127.0.0.1:9: connect: connection refused',
    'storage-refused',
    'cannot reach the storage',
  ],
  ['write /b/one/n1/chunk-1: no space left on device', 'disk-full', 'the disk is full'],
])('explains %j', (reason, code, message) => {
  const failure = explained(reason, 'cannot create the backup one');
  expect(failure.code).toBe(code);
  expect(failure.message).toContain(message);
  expect(failure.detail).toBe(reason);
});
