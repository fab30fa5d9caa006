import { expect, it } from 'vitest';
import { readRecord, removeRecord, type StackRecord, writeRecord } from '../../src/saved/localStack.ts';
import { directoryForTests, fill, listing } from '../support/directory.ts';

const directory = directoryForTests();
const FILE = '.bindstack/embedded/stack.json';
const RECORD: StackRecord = {
  name: 'bindstack',
  http: 'http://127.0.0.1:8080',
  grpc: '127.0.0.1:50051',
  processes: [{ service: 'weaviate', pid: 4711, start: '815', log: '/x/weaviate.log' }],
};

it('reads back what it writes and leaves no temporary file', async () => {
  await writeRecord(directory(), RECORD);
  expect(await readRecord(directory())).toEqual(RECORD);
  await writeRecord(directory(), { ...RECORD, processes: [] });
  expect((await readRecord(directory()))?.processes).toEqual([]);
  expect(await listing(directory())).toEqual(['.bindstack', '.bindstack/embedded', FILE]);
});

it('can be removed, even twice', async () => {
  await writeRecord(directory(), RECORD);
  await removeRecord(directory());
  await removeRecord(directory());
  expect(await readRecord(directory())).toBeUndefined();
});

it.each([
  '',
  '{',
  '{}',
  JSON.stringify({ ...RECORD, http: 'nowhere' }),
  JSON.stringify({ ...RECORD, processes: [{ ...RECORD.processes[0], pid: 0 }] }),
  JSON.stringify({ ...RECORD, processes: [{ ...RECORD.processes[0], pid: -1 }] }),
  JSON.stringify({ ...RECORD, processes: [{ ...RECORD.processes[0], service: 'web' }] }),
])('is undefined for the content %j', async (text) => {
  await fill(directory(), { [FILE]: text });
  expect(await readRecord(directory())).toBeUndefined();
});
