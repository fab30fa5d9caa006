import { expect, it } from 'vitest';
import { BackupApi } from '../../src/backup/backupApi.ts';
import { createBackup } from '../../src/backup/createBackup.ts';
import { readBackupRecord } from '../../src/backup/record.ts';
import { Failure } from '../../src/errors.ts';
import { directoryForTests } from '../support/directory.ts';
import { httpServer } from '../support/faultyServers.ts';
import { capturedOutput } from '../support/output.ts';

const ID = 'nightly';
const STATUS = `GET /v1/backups/filesystem/${ID}`;
const SCHEMA = 'GET /v1/schema';
const ANSWERS: Readonly<Record<string, object>> = {
  [SCHEMA]: { classes: [{ class: 'Media' }] },
  [STATUS]: { status: 'SUCCESS' },
};

const directory = directoryForTests();

/** A Weaviate with one collection that stops when it is asked for something the `nth` time. */
async function stoppingAt(stop: string, nth: number): Promise<string> {
  let count = 0;
  const port = await httpServer(({ method, url }, response) => {
    const request = `${method} ${url}`;
    if (request === stop) count += 1;
    if (count >= nth) response.destroy();
    else response.end(JSON.stringify(ANSWERS[request] ?? {}));
  });
  return `http://127.0.0.1:${port}`;
}

it.each([
  {
    stop: STATUS,
    nth: 1,
    message: `Weaviate stopped before it reported that the backup ${ID} is complete`,
    state: 'interrupted',
  },
  {
    stop: SCHEMA,
    nth: 2,
    message: `the backup ${ID} is complete, but its objects could not be counted again`,
    state: 'complete',
  },
])('does not say that a backup is incomplete if Weaviate stops at: $stop', async (one) => {
  const http = await stoppingAt(one.stop, one.nth);
  const weaviate = { http, grpcHost: '127.0.0.1', grpcPort: 1, apiKey: undefined };
  const { signal } = new AbortController();
  const failed = createBackup(
    {
      cwd: directory(),
      out: capturedOutput().out,
      server: weaviate,
      version: '1.39.3',
      backend: { name: 'filesystem', directory: undefined, deleteCommand: undefined },
      api: new BackupApi(weaviate, 'filesystem'),
      files: undefined,
      hasExited: async () => true,
      signal,
      afterInterruption: () => Promise.reject(new Error('nobody interrupts it')),
    },
    { id: ID },
  );
  const failure: unknown = await failed.catch((error: unknown) => error);
  if (!(failure instanceof Failure)) throw failure;
  expect(failure.message).toContain(one.message);
  expect(failure.suggestion).not.toContain('backup delete');
  expect(await readBackupRecord(directory(), ID)).toMatchObject({ state: one.state });
});
