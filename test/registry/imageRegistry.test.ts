import { expect, it } from 'vitest';
import { downloadSize } from '../../src/registry/imageRegistry.ts';
import { answering, closedPort } from '../support/answeringServer.ts';
import { registry } from '../support/registry.ts';

const signal = new AbortController().signal;
const sizeAt = (host: string, reference = '1.0', architecture = 'amd64') =>
  downloadSize({ registry: host, repository: 'a/b' }, reference, architecture, signal);

it('adds up the layers of an image', async () => {
  const { host, size } = await registry('well');
  expect(await sizeAt(host)).toEqual({ value: size });
});

it('reads the requested platform of a multi-platform image', async () => {
  const { host, size, asked } = await registry('indexed');
  expect(await sizeAt(host)).toEqual({ value: size });
  expect(asked).toEqual([
    '/v2/a/b/manifests/1.0',
    expect.stringMatching(/^\/v2\/a\/b\/manifests\/sha256:\w+$/),
  ]);
  expect(await sizeAt(host, '1.0', 'ppc64le')).toEqual({ reason: `${host} has no image for ppc64le` });
});

it('gives a reason if the size cannot be read', async () => {
  const [locked, empty] = [await registry('locked'), await registry('empty')];
  expect(await sizeAt(locked.host)).toMatchObject({ reason: expect.stringContaining('login') });
  expect(await sizeAt(empty.host)).toMatchObject({ reason: expect.stringContaining('does not have') });
  expect(await sizeAt(`127.0.0.1:${await closedPort()}`)).toMatchObject({ isSilent: true });
  const { url } = await answering({ '/v2/a/b/manifests/1.0': { status: 200, text: '<html>' } });
  expect(await sizeAt(url.replace('http://', ''))).toMatchObject({ reason: expect.any(String) });
});
