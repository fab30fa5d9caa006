import { expect, it } from 'vitest';
import { parseS3Endpoint } from '../../src/formats/s3Endpoint.ts';

it.each([
  ['minio:9000', 'minio:9000', undefined],
  ['http://minio:9000', 'minio:9000', 'http'],
  ['https://s3.eu-central-1.amazonaws.com/', 's3.eu-central-1.amazonaws.com', 'https'],
  ['http://127.0.0.1:9000', '127.0.0.1:9000', 'http'],
  ['[::1]:9000', '[::1]:9000', undefined],
])('%s is the server %s with the scheme %s', (text, host, scheme) => {
  expect(parseS3Endpoint(text)).toEqual({ host, scheme });
});

it.each([
  '',
  'http://',
  'ftp://a',
  'http://a/bucket',
  'a b',
  'a:port',
  'a:99999',
  'http://user:word@a',
  '-a',
  'a?b',
])('%j is no server', (text) => {
  expect(parseS3Endpoint(text)).toBeUndefined();
});
