import { expect, it } from 'vitest';
import { bracketed, isIpAddress, isLoopback } from '../../src/formats/addresses.ts';

it.each([
  // address, is one, only this machine reaches it, as in a URL
  ['127.0.0.1', true, true, '127.0.0.1'],
  ['127.8.9.1', true, true, '127.8.9.1'],
  ['0.0.0.0', true, false, '0.0.0.0'],
  ['192.168.1.10', true, false, '192.168.1.10'],
  ['::1', true, true, '[::1]'],
  ['::', true, false, '[::]'],
  ['fd00::1:2', true, false, '[fd00::1:2]'],
] as const)('%s', (text, isOne, loopback, inUrl) => {
  expect([isIpAddress(text), isLoopback(text), bracketed(text)]).toEqual([isOne, loopback, inUrl]);
});

it.each([
  '',
  'localhost',
  '127.0.0',
  '127.0.0.256',
  '127.0.0.1:8080',
  '127.0.0.1/8',
  '[::1]',
  ':::',
  '1::2::3',
  '*',
  ' 127.0.0.1',
  'fe80::1%eth0',
])('%j is no address', (text) => {
  expect(isIpAddress(text)).toBe(false);
});
