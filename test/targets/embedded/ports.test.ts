import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, it } from 'vitest';
import { freePorts, isFree } from '../../../src/targets/embedded/ports.ts';

it.each([1, 2, 4])('finds %i consecutive free ports', async (count) => {
  const ports = await freePorts(count);
  const [first = 0] = ports;
  expect(ports).toEqual(Array.from({ length: count }, (_, i) => first + i));
  for (const port of ports) expect(await isFree(port, '127.0.0.1')).toBe(true);
});

it('finds other ports each time, although nothing uses them yet', async () => {
  const found = await Promise.all([2, 1, 4, 2].map(freePorts));
  expect(new Set(found.flat()).size).toBe(9);
});

it('reports a port as taken until it is closed', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  expect(await isFree(port, '127.0.0.1')).toBe(false);
  // A listener on one address also blocks "every address".
  expect(await isFree(port, '0.0.0.0')).toBe(false);
  server.close();
  await once(server, 'close');
  expect(await isFree(port, '127.0.0.1')).toBe(true);
});

it('reports a port on an address of another machine as taken', async () => {
  expect(await isFree(8080, '192.0.2.1')).toBe(false);
});
