import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { configOf } from '../support/config.ts';
import { listing } from '../support/directory.ts';
import { rendered } from '../support/rendered.ts';

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;
const SNAPSHOTS = new URL('../../snapshots/', import.meta.url);
const SERVER = 'stub/server.mjs';

/** Folder in snapshots/, and the flags that its files come from. */
const CASES: Record<string, string> = {
  defaults: '',
  'gpu-count': '--cuda --gpus 2',
  'gpu-devices': '--cuda --gpu-device 0 --gpu-device GPU-8a56 --cuda-core cuda:1 --target compose',
  'api-key': '--auth api-key',
  external: '--inference external --inference-url http://gpu-host:8080',
  stub: '--inference stub',
  'balanced-all': '--modalities all --vectors balanced',
  'separate-all': '--modalities all --vectors separate',
  'before-named-vectors': '--weaviate-tag 1.23.16 --vectors balanced --target compose',
  'three-replicas': [
    '--target helm --replicas 3 --inference-replicas 2 --storage-size 100Gi --storage-class fast-ssd',
    '--toleration nvidia.com/gpu:NoSchedule --toleration pool=gpu:NoExecute',
    '--node-selector nvidia.com/gpu.present=true --no-sysctl-init --service-type NodePort --auth api-key',
  ].join(' '),
  'registry-port-digest': [
    '--weaviate-registry localhost:5000 --inference-registry localhost:5000',
    `--weaviate-tag 1.38.11@${DIGEST} --inference-tag imagebind@${DIGEST}`,
  ].join(' '),
  'persistence-directory': '--persistence directory --target compose',
  'persistence-none': '--persistence none --target compose',
  'ipv6-bind': '--bind-address ::1 --target compose',
  everything: [
    '--name lab-2 --weaviate-registry registry.example.com --weaviate-memory 6g --http-port 9080',
    '--grpc-port 9051 --bind-address 0.0.0.0 --persistence directory --storage-size 9.5Gi',
    '--storage-class gold --replicas 3 --auth api-key --module generative-ollama',
    '--module text2vec-transformers --env LIMIT=100 --env NOTE=a=$b --env LOG_LEVEL=debug --telemetry',
    '--inference-registry registry.example.com --inference-memory 16g --inference-cpus 3.5',
    '--inference-replicas 2 --start-period 20m --inference-timeout 10m --cuda --gpus 2',
    '--collection Finds --modalities all --vectors balanced --namespace search --chart-version 17.8.2',
    '--service-type LoadBalancer --node-selector zone=a --toleration nvidia.com/gpu:NoSchedule',
    '--no-sysctl-init',
  ].join(' '),
};

describe.each(Object.entries(CASES))('snapshots/%s', (name, line) => {
  const { [SERVER]: server, ...files } = rendered(configOf(line));

  it.each(Object.entries(files))('%s', async (path, text) => {
    await expect(text).toMatchFileSnapshot(new URL(`${name}/${path}`, SNAPSHOTS).pathname);
  });

  it('holds no other file', async () => {
    const paths = await listing(new URL(name, SNAPSHOTS).pathname);
    expect(paths.filter((path) => path.includes('.') && !(path in files))).toEqual([]);
  });

  it('is rendered to the same bytes again', () => {
    expect(rendered(configOf(line))).toEqual({ ...files, ...(server !== undefined && { [SERVER]: server }) });
  });
});

it('has a case for every folder in snapshots/', async () => {
  const folders = await readdir(SNAPSHOTS);
  expect(folders.filter((folder) => !(folder in CASES))).toEqual([]);
});

it.each([
  ['', ['docker-compose.yml', 'values.yaml', 'collection.json']],
  ['--target compose', ['docker-compose.yml', 'collection.json']],
  ['--target helm', ['values.yaml', 'collection.json']],
  [
    '--target compose --inference stub',
    ['docker-compose.yml', 'collection.json', 'stub/server.mjs', 'stub/Dockerfile'],
  ],
])('%j makes %j', (line, paths) => {
  expect(Object.keys(rendered(configOf(line)))).toEqual(paths);
});

it('hands the stand-in server on as it is', () => {
  expect(rendered(configOf('--inference stub'))[SERVER]).toBe('// the stand-in server\n');
});

it.each(Object.entries(CASES))(
  '%s: every text ends in one line break and has no trailing blanks',
  (_, line) => {
    for (const text of Object.values(rendered(configOf(line)))) {
      expect(text).toMatch(/[^\n]\n$/);
      expect(text).not.toMatch(/[ \t\r]$/m);
    }
  },
);
