import { expect, it } from 'vitest';
import { isWebOrigin } from '../../src/formats/addresses.ts';

it.each([
  ['https://app.example.com', true],
  ['http://localhost:3000', true],
  ['http://127.0.0.1:8080', true],
  ['http://[::1]:5173', true],
  // As browsers send it: lower case, no default port, no slash.
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
])('%j: %s', (text, expected) => {
  expect(isWebOrigin(text)).toBe(expected);
});
