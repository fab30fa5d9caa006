import { expect, it } from 'vitest';
import type { GivenValues } from '../../src/config/given.ts';
import { checkConfig } from '../../src/config/resolve.ts';
import { renderClients } from '../../src/render/client.ts';
import { renderFiles } from '../../src/render/files.ts';
import { withDeployed } from '../../src/saved/deployed.ts';
import { collectionDefinition } from '../../src/stack/collection.ts';
import { configOf } from '../support/config.ts';
import { directoryForTests, fill } from '../support/directory.ts';

const directory = directoryForTests();
const NOTHING: GivenValues = new Map();

/** The values read back from the files that a command line generates. */
async function readBack(line: string): Promise<Record<string, unknown>> {
  const files = renderFiles(configOf(line), { stubServer: '', renderClients });
  await fill(directory(), Object.fromEntries(files.map(({ path, text }) => [path, text])));
  const given = await withDeployed(NOTHING, directory());
  return Object.fromEntries([...given].map(([key, { value }]) => [key, value]));
}

const PORTS = { 'weaviate.httpPort': 8080, 'weaviate.grpcPort': 50_051 };

it.each<[string, Record<string, unknown>]>([
  ['', { 'collection.vectors': 'shared', 'collection.modalities': ['text', 'image'], ...PORTS }],
  ['--modalities imu,audio', { 'collection.modalities': ['audio', 'imu'], 'collection.vectors': 'shared' }],
  ['--modalities all --vectors balanced', { 'collection.vectors': 'balanced' }],
  ['--vectors separate', { 'collection.vectors': 'separate', 'collection.modalities': ['text', 'image'] }],
  ['--vectors separate --modalities text', { 'collection.vectors': 'separate' }],
  ['', { 'collection.index': 'hnsw', 'collection.compression': 'none' }],
  ['--compression rq-1', { 'collection.index': 'hnsw', 'collection.compression': 'rq-1' }],
  ['--objects 5M', { 'collection.compression': 'rq-8' }],
  [
    '--index dynamic --compression pq --vectors separate',
    { 'collection.index': 'dynamic', 'collection.compression': 'pq' },
  ],
  ['--index flat --weaviate-tag 1.23.0', { 'collection.index': 'flat' }],
  ['--weaviate-tag 1.23.0', { 'collection.vectors': 'shared', 'collection.modalities': ['text', 'image'] }],
  ['--weaviate-tag 1.23.0 --vectors balanced', { 'collection.vectors': 'balanced' }],
  ['--http-port 9000 --grpc-port 9001', { 'weaviate.httpPort': 9000, 'weaviate.grpcPort': 9001 }],
  ['--http-port 9001 --grpc-port 9000', { 'weaviate.httpPort': 9001, 'weaviate.grpcPort': 9000 }],
  ['--bind-address 0.0.0.0', { 'weaviate.bindAddress': '0.0.0.0', ...PORTS }],
  ['--bind-address ::1', { 'weaviate.bindAddress': '::1', ...PORTS }],
])('reads back what generate writes for %j', async (line, expected) => {
  expect(await readBack(line)).toMatchObject(expected);
});

it('reads only the collection for Helm', async () => {
  expect(Object.keys(await readBack('--target helm'))).toEqual([
    'collection.modalities',
    'collection.vectors',
    'collection.index',
    'collection.compression',
  ]);
});

it('reads a collection back so that it is rendered the same', async () => {
  for (const line of ['--index hfresh', '--index flat --compression bq', '--compression rq-4']) {
    await readBack(line);
    const { config } = checkConfig(await withDeployed(NOTHING, directory()));
    const [before, after] = [configOf(line), config].map((one) => one && collectionDefinition(one));
    expect(after).toEqual(before);
  }
});

it('reads nothing from an empty directory or one that does not exist', async () => {
  expect(await withDeployed(NOTHING, directory())).toEqual(NOTHING);
  expect(await withDeployed(NOTHING, `${directory()}/none`)).toEqual(NOTHING);
});

it.each([
  ['nonsense', 'collection.json', '{'],
  ['a definition that bindstack did not write', 'collection.json', '{"class":"A","properties":[]}'],
  ['no YAML', 'docker-compose.yml', 'a: b: c'],
  ['another stack', 'docker-compose.yml', 'services:\n  web:\n    ports: ["80:80"]\n'],
  ['ports in the long form', 'docker-compose.yml', 'services:\n  weaviate:\n    ports: [{target: 8080}]\n'],
  ['ports without an address', 'docker-compose.yml', 'services:\n  weaviate:\n    ports: ["8080:8080"]\n'],
])('reads nothing from %s', async (_what, path, text) => {
  await fill(directory(), { [path]: text });
  expect(await withDeployed(NOTHING, directory())).toEqual(NOTHING);
});

it('is overridden by given values, and records its source', async () => {
  await readBack('--http-port 9000');
  const port = { value: 9100, source: 'flag', label: '--http-port' } as const;
  const given = await withDeployed(new Map([['weaviate.httpPort', port]]), directory());
  expect(given.get('weaviate.httpPort')).toEqual(port);
  expect(given.get('weaviate.grpcPort')).toEqual({
    value: 50_051,
    source: 'deployed',
    label: 'docker-compose.yml',
  });
});
