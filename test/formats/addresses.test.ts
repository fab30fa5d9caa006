import { expect, it } from 'vitest';
import { bracketed, isIpAddress, isLoopback, isWebOrigin } from '../../src/formats/addresses.ts';

it.each([
  // text, whether it is an address, whether it is a loopback address, form in a URL
  ['127.0.0.1', true, true, '127.0.0.1'],
  ['127.8.9.1', true, true, '127.8.9.1'],
  ['0.0.0.0', true, false, '0.0.0.0'],
  ['192.168.1.10', true, false, '192.168.1.10'],
  ['::1', true, true, '[::1]'],
  ['::', true, false, '[::]'],
  ['fd00::1:2', true, false, '[fd00::1:2]'],
] as const)('%s', (text, isAddress, loopback, inUrl) => {
  expect([isIpAddress(text), isLoopback(text), bracketed(text)]).toEqual([isAddress, loopback, inUrl]);
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
])('%j is not an address', (text) => {
  expect(isIpAddress(text)).toBe(false);
});

it.each([
  ['https://app.example.com', true],
  ['http://localhost:3000', true],
  ['http://127.0.0.1:8080', true],
  ['http://[::1]:5173', true],
  // Browsers send lower case, without default port or trailing slash.
  ['https://App.example.com', false],
  ['https://app.example.com:443', false],
  ['https://app.example.com/', false],
  ['https://app.example.com/path', false],
  ['https://user@app.example.com', false],
  ['https://*.example.com', false],
  ['https://a.example,https://b.example', false],
  ['app.example.com', false],
  ['localhost:3000', false],
  ['ftp://example.com', false],
  ['file://', false],
  ['https://', false],
  ['http://a.example\n', false],
  ['null', false],
  ['*', false],
  ['', false],
])('%j is a web origin: %s', (text, expected) => {
  expect(isWebOrigin(text)).toBe(expected);
});
