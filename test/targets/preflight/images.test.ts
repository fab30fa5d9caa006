import { describe, expect, it } from 'vitest';
import {
  checkImages,
  checkRegistries,
  diskForImages,
  type ImageProbe,
  imageRegistry,
  probeDownloads,
  probeImages,
  probeRegistries,
  willBePulled,
} from '../../../src/targets/compose/preflight/images.ts';
import { configRequirements } from '../../../src/targets/compose/preflight/requirements.ts';
import { answering, closedPort } from '../../support/answeringServer.ts';
import { configOf } from '../../support/config.ts';
import { registry } from '../../support/registry.ts';
import { fakeRun } from '../../support/run.ts';
import { resultLine } from './fixtures.ts';

const BIND = 'cr.weaviate.io/semitechnologies/multi2vec-bind:imagebind-1.0.2';
const WEAVIATE = 'cr.weaviate.io/semitechnologies/weaviate:1.39.3';
const model: ImageProbe = { image: BIND, kind: 'model', pullPolicy: 'missing', isPresent: true };
const database: ImageProbe = { image: WEAVIATE, kind: 'weaviate', pullPolicy: 'missing', isPresent: true };

it('asks the engine for each image', async () => {
  const inspect = 'docker image inspect --format {{.Id}}';
  const { run } = fakeRun({
    [`${inspect} ${BIND}`]: { exitCode: 1, stderr: `Error response from daemon: no such image: ${BIND}\n` },
    [`${inspect} ${WEAVIATE}`]: { stdout: 'sha256:aa\n' },
  });
  const { services } = configRequirements(configOf('--target compose'));
  expect(await probeImages({ run }, services)).toEqual([{ ...model, isPresent: false }, database]);
});

describe('images', () => {
  it.each([
    [[model, database], 'pass: all 2 present'],
    [[database], 'pass: present'],
    [[{ ...model, isPresent: false }, database], `pass: to be pulled (about 10 GB to download): ${BIND}`],
    [
      [{ ...model, isPresent: false, download: 9.61e9 }, database],
      `pass: to be pulled (9.6 GB to download): ${BIND}`,
    ],
    [
      [
        { ...model, isPresent: false, download: 9.61e9 },
        { ...database, isPresent: false },
      ],
      `pass: to be pulled (about 9.7 GB to download): ${BIND}, ${WEAVIATE}`,
    ],
    [[{ ...database, isPresent: false }], `pass: to be pulled (about 0.1 GB to download): ${WEAVIATE}`],
    [
      [{ ...model, isPresent: false, pullPolicy: 'never' as const }],
      `fail: missing, and pull_policy is never: ${BIND}`,
    ],
  ])('%j: %s', (images, expected) => {
    expect(resultLine(checkImages(images))).toBe(expected);
  });

  it.each([
    [{ ...model, isPresent: true }, false],
    [{ ...model, isPresent: false }, true],
    [{ ...model, isPresent: true, pullPolicy: 'always' as const }, true],
    [{ ...model, isPresent: false, pullPolicy: 'never' as const }, false],
  ])('%j will be pulled: %j', (image, expected) => {
    expect(willBePulled(image)).toBe(expected);
  });

  it.each([
    [
      [
        { ...model, isPresent: false },
        { ...database, isPresent: false },
      ],
      15.3e9,
      25.4e9,
    ],
    [[model, { ...database, isPresent: false }], 0.5e9, 0.5e9],
    [[model, database], 0.5e9, 0.5e9],
  ])('%j need %i bytes of disk, %i recommended', (images, minimum, recommended) => {
    expect(diskForImages(images)).toMatchObject({ minimum, recommended });
  });
});

describe('download sizes', () => {
  const signal = new AbortController().signal;
  const missing = (image: string): ImageProbe => ({ ...model, image, isPresent: false });

  it('come from the registries of the images that will be pulled', async () => {
    const { host, size } = await registry('well');
    const probes = [missing(`${host}/a/b:1.0`), missing(`${host}/a/b:1.0@sha256:${'a'.repeat(64)}`), model];
    const found = await probeDownloads({ env: {}, signal }, probes, 'amd64', (name) => name === host);
    expect(found.map(({ download }) => download)).toEqual([size, size, undefined]);
  });

  it('are estimated if the registry does not respond, or did not before', async () => {
    const { host, asked } = await registry('locked');
    const probes = [missing(`${host}/a/b:1.0`)];
    const found = await probeDownloads({ env: {}, signal }, probes, 'amd64', () => true);
    expect(resultLine(checkImages(found))).toBe(
      `pass: to be pulled (about 10 GB to download): ${host}/a/b:1.0`,
    );
    const before = asked.length;
    expect(await probeDownloads({ env: {}, signal }, probes, 'amd64', () => false)).toEqual(probes);
    expect(asked).toHaveLength(before);
  });
});

describe('registries', () => {
  it.each([
    [BIND, 'cr.weaviate.io'],
    ['docker.io/library/node:22-alpine', 'docker.io'],
    ['node:22-alpine', 'docker.io'],
    ['library/node', 'docker.io'],
    ['localhost/x:1', 'localhost'],
    ['localhost:5000/x/y:1', 'localhost:5000'],
    ['[::1]:5000/x:1', '[::1]:5000'],
  ])('the registry of %s is %s', (image, expected) => {
    expect(imageRegistry(image)).toBe(expected);
  });

  const signal = new AbortController().signal;
  it('respond, even with 401, and without TLS on this machine', async () => {
    const { url } = await answering({ '/v2/': { status: 401 } });
    const registry = url.replace('http://', '');
    const probes = await probeRegistries({ signal }, [`${registry}/a:1`, `${registry}/b:1`]);
    expect(probes).toEqual([{ registry, status: 401, text: '' }]);
    expect(resultLine(checkRegistries(probes, { hasOtherRoute: false }))).toBe(`pass: ${registry} responds`);
  });

  it('do not respond', async () => {
    const registry = `127.0.0.1:${await closedPort()}`;
    const probes = await probeRegistries({ signal }, [`${registry}/a:1`]);
    const offline = checkRegistries(probes, { hasOtherRoute: false });
    expect(resultLine(offline)).toMatch(/^fail: 127\.0\.0\.1:\d+ cannot be reached: .*ECONNREFUSED/);
    expect(offline.suggestion).toContain('docker load');
    expect(checkRegistries(probes, { hasOtherRoute: true }).status).toBe('warn');
  });

  it.each([
    [[], 'skip: there is nothing to pull'],
    [[{ registry: 'r.io', status: 200, text: '' }], 'pass: r.io responds'],
    [[{ registry: 'r.io', status: 503, text: '' }], 'fail: r.io cannot be reached: returns 503'],
  ])('%j: %s', (probes, expected) => {
    expect(resultLine(checkRegistries(probes, { hasOtherRoute: false }))).toBe(expected);
  });
});
