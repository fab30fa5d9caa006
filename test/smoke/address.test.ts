import { describe, expect, it } from 'vitest';
import { defaultGrpcAddress, grpcAddress, httpAddress } from '../../src/smoke/address.ts';

describe('an HTTP address', () => {
  it.each([
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['http://localhost/', 'http://localhost'],
    ['https://host/search/weaviate//', 'https://host/search/weaviate'],
    ['http://[::1]:8080', 'http://[::1]:8080'],
  ])('%s is %s', (text, expected) => {
    expect(httpAddress('--url', text, 'x')).toBe(expected);
  });

  it.each(['localhost', 'localhost:8080', 'ftp://a', 'http://', 'http://a/?b=c', 'http://a/#b', ''])(
    '%j is none',
    (text) => {
      expect(() => httpAddress('--url', text, 'http://a')).toThrow(
        /^--url: .* is not an address such as http/,
      );
    },
  );
});

describe('a gRPC address', () => {
  it.each([
    ['127.0.0.1:50051', 'http://a', '127.0.0.1', 50_051, false],
    ['host:443', 'https://a', 'host', 443, true],
    ['[::1]:50051', 'http://a', '[::1]', 50_051, false],
    // REST through a proxy that speaks TLS, gRPC without, and the other way round.
    ['http://host:50051', 'https://a', 'host', 50_051, false],
    ['https://host:443', 'http://a', 'host', 443, true],
  ])('%s beside %s', (text, http, grpcHost, grpcPort, grpcSecure) => {
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
  ])('%j is none', (text) => {
    expect(() => grpcAddress(text, 'http://a')).toThrow(/is not HOST:PORT$/);
  });

  it.each([
    ['http://a:8080/b', 'a', false],
    ['https://[::1]:8443', '[::1]', true],
  ])('beside %s is the usual port', (http, grpcHost, grpcSecure) => {
    expect(defaultGrpcAddress(http)).toEqual({ grpcHost, grpcPort: 50_051, grpcSecure });
  });
});
