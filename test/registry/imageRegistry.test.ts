import { expect, it } from 'vitest';
import { downloadSize } from '../../src/registry/imageRegistry.ts';
import { answering, closedPort } from '../support/answeringServer.ts';
import { connectProxy } from '../support/faultyServers.ts';
import { registry } from '../support/registry.ts';

const context = { env: {}, signal: new AbortController().signal };
const sizeAt = (host: string, reference = '1.0', architecture = 'amd64') =>
  downloadSize({ registry: host, repository: 'a/b' }, reference, architecture, context);

it('asks through the proxy of HTTPS_PROXY, but not for a registry on this machine', async () => {
  const { host } = await registry('well');
  const proxy = await connectProxy(0, 403);
  const env = { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` };
  const image = { registry: 'registry.example', repository: 'a/b' };
  expect(await downloadSize(image, '1.0', 'amd64', { ...context, env })).toEqual({
    reason: `the proxy 127.0.0.1:${proxy.port} rejected the connection to registry.example (403 Rejected)`,
    isSilent: true,
  });
  expect(proxy.asked).toEqual(['registry.example:443']);
  const local = { HTTP_PROXY: env.HTTPS_PROXY };
  expect(
    await downloadSize({ ...image, registry: host }, '1.0', 'amd64', { ...context, env: local }),
  ).toHaveProperty('value');
});

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
