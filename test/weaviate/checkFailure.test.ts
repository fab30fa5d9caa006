import { expect, it } from 'vitest';
import { asCheckFailure, CheckFailure } from '../../src/weaviate/checkFailure.ts';

// Messages of Weaviate 1.38.11, its client and Node.
it.each([
  [
    'vectorize target vector : update vector: fail with status 500: cannot identify image file',
    'inference: fail with status 500: cannot identify image file',
  ],
  [
    'update vector: send POST request: Post "http://a:8080/vectorize": dial tcp: lookup a: no such host',
    'inference: send POST request: Post "http://a:8080/vectorize": dial tcp: lookup a: no such host',
  ],
  [
    'update vector: failed to parse vectorization response: unexpected EOF',
    'inference: failed to parse vectorization response: unexpected EOF',
  ],
  // Weaviate 1.38.11 with an inference server that is slow, has crashed, or runs another model.
  [
    'send POST request: Post "http://a/vectorize": context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
    'inference: send POST request: Post "http://a/vectorize": context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
  ],
  [
    'send POST request: Post "http://a/vectorize": read tcp 1->2: read: connection reset by peer',
    'inference: send POST request: Post "http://a/vectorize": read tcp 1->2: read: connection reset by peer',
  ],
  [
    'new node has a vector with length 512. Existing nodes have vectors with length 1024',
    'inference: new node has a vector with length 512. Existing nodes have vectors with length 1024',
  ],
  // A read-only key (AUTHORIZATION_ADMINLIST_READONLY_USERS).
  [
    '/weaviate.v1.Weaviate/BatchObjects PERMISSION_DENIED: forbidden',
    'authentication: /weaviate.v1.Weaviate/BatchObjects PERMISSION_DENIED: forbidden',
  ],
  ['self-signed certificate in certificate chain', 'network: self-signed certificate in certificate chain'],
  ['store is read-only', 'collection: store is read-only'],
  // Weaviate's own connection to the inference server was refused.
  [
    'send POST request: Post "http://127.0.0.1:1/vectorize": dial tcp 127.0.0.1:1: connect: ECONNREFUSED',
    'inference: send POST request: Post "http://127.0.0.1:1/vectorize": dial tcp 127.0.0.1:1: connect: ECONNREFUSED',
  ],
  [
    '/weaviate.v1.Weaviate/Search UNAUTHENTICATED: extract auth: anonymous access not enabled',
    'authentication: /weaviate.v1.Weaviate/Search UNAUTHENTICATED: extract auth: anonymous access not enabled',
  ],
  ['unauthorized: invalid api key', 'authentication: unauthorized: invalid api key'],
  [
    'POST /v1/graphql returned 401: anonymous access not enabled. Please authenticate',
    'authentication: POST /v1/graphql returned 401: anonymous access not enabled. Please authenticate',
  ],
  [
    '/weaviate.v1.Weaviate/Search UNAVAILABLE: No connection established',
    'gRPC: /weaviate.v1.Weaviate/Search UNAVAILABLE: No connection established',
  ],
  ['connect ECONNREFUSED 127.0.0.1:8080', 'network: connect ECONNREFUSED 127.0.0.1:8080'],
  ['socket hang up', 'network: socket hang up'],
  [
    'class Cl has multiple vectors, but no target vectors were provided',
    'index: class Cl has multiple vectors, but no target vectors were provided',
  ],
  [
    'insert doc id 0 to vector index for target vector image: insert called with nil-vector',
    'index: insert doc id 0 to vector index for target vector image: insert called with nil-vector',
  ],
  ['  blanks around \n', 'index: blanks around'],
])('%s', (message, expected) => {
  const failure = asCheckFailure(new Error(message), 'index');
  expect(failure.message).toBe(expected);
  expect(failure.suggestion).toMatch(/./);
});

it('keeps a CheckFailure as it is', () => {
  const failure = new CheckFailure('gRPC', 'nothing responds', 'open the port');
  expect(asCheckFailure(failure, 'index')).toBe(failure);
});

it('uses the cause of a failed fetch', () => {
  const error = new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED ::1:8080') });
  expect(asCheckFailure(error, 'index').message).toBe('network: connect ECONNREFUSED ::1:8080');
});

it('accepts values that are not errors', () => {
  expect(asCheckFailure('odd', 'index').message).toBe('index: odd');
});
