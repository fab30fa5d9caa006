import { describe, expect, it } from 'vitest';
import { defaultGrpcAddress, grpcAddress, httpAddress } from '../../src/weaviate/address.ts';

describe('httpAddress', () => {
  it.each([
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['http://localhost/', 'http://localhost'],
    ['https://host/search/weaviate//', 'https://host/search/weaviate'],
    ['http://[::1]:8080', 'http://[::1]:8080'],
  ])('parses %s as %s', (text, expected) => {
    expect(httpAddress('--url', text, 'x')).toBe(expected);
  });

  it.each(['localhost', 'localhost:8080', 'ftp://a', 'http://', 'http://a/?b=c', 'http://a/#b', ''])(
    'rejects %j',
    (text) => {
      expect(() => httpAddress('--url', text, 'http://a')).toThrow(
        /^--url: .* is not an HTTP address such as http/,
      );
    },
  );
});

describe('grpcAddress', () => {
  it.each([
    ['127.0.0.1:50051', 'http://a', '127.0.0.1', 50_051, false],
    ['host:443', 'https://a', 'host', 443, true],
    ['[::1]:50051', 'http://a', '[::1]', 50_051, false],
    // TLS for REST only, and for gRPC only.
    ['http://host:50051', 'https://a', 'host', 50_051, false],
    ['https://host:443', 'http://a', 'host', 443, true],
  ])('parses %s with REST at %s', (text, http, grpcHost, grpcPort, grpcSecure) => {
    expect(grpcAddress(text, http)).toEqual({ grpcHost, grpcPort, grpcSecure });
  });

  it.each([
    'host',
    'host:',
    ':50051',
    'host:0',
    'host:65536',
    '::1:50051',
    '[::1]',
    'a b:c',
    'ftp://a:1',
    'a/b:1',
  ])('rejects %j', (text) => {
    expect(() => grpcAddress(text, 'http://a')).toThrow(/is not HOST:PORT$/);
  });

  it.each([
    ['http://a:8080/b', 'a', false],
    ['https://[::1]:8443', '[::1]', true],
  ])('defaults to the same host as %s', (http, grpcHost, grpcSecure) => {
    expect(defaultGrpcAddress(http)).toEqual({ grpcHost, grpcPort: 50_051, grpcSecure });
  });
});
