import { describe, expect, it } from 'vitest';
import { attemptsFor, isLost, isNotRunning, isPassing, isReadOnly } from '../../src/import/objectErrors.ts';

const POST = 'send POST request: Post "http://multi2vec-bind:8080/vectorize"';

describe('an error of an object', () => {
  it.each([
    ['the server crashed', `${POST}: EOF`, { lost: true, notRunning: false, attempts: 3 }],
    [
      'the server crashed',
      `${POST}: read tcp 10.0.0.2:1->10.0.0.3:8080: read: connection reset by peer`,
      { lost: true, notRunning: false, attempts: 3 },
    ],
    [
      'the server does not run',
      `${POST}: dial tcp 10.0.0.3:8080: connect: connection refused`,
      { lost: true, notRunning: true, attempts: 3 },
    ],
    [
      'Compose has forgotten the name',
      `${POST}: dial tcp: lookup multi2vec-bind on 127.0.0.11:53: no such host`,
      { lost: true, notRunning: true, attempts: 3 },
    ],
    [
      'the server is slow',
      `${POST}: context deadline exceeded (Client.Timeout exceeded while awaiting headers)`,
      { lost: false, notRunning: false, attempts: 3 },
    ],
    ['the model is overloaded', 'fail with status 503', { lost: false, notRunning: false, attempts: 3 }],
    [
      'the model rejects it',
      'fail with status 500: cannot identify image file',
      { lost: false, notRunning: false, attempts: 1 },
    ],
    [
      'the collection has no such property',
      "no such prop with name 'depth' found in class 'Media' in the schema",
      { lost: false, notRunning: false, attempts: 1 },
    ],
  ])('%s: %s', (_, message, expected) => {
    expect({
      lost: isLost(message),
      notRunning: isNotRunning(message),
      attempts: attemptsFor(message),
    }).toEqual(expected);
    expect(isReadOnly(message)).toBe(false);
  });
});

describe('an error of a request', () => {
  it.each([
    ['14 UNAVAILABLE: No connection established', true],
    ['8 RESOURCE_EXHAUSTED: grpc: received message larger than max', false],
    ['store is read-only due to: disk usage too high', false],
  ])('%s may pass: %s', (message, passes) => {
    expect(isPassing(new Error(message))).toBe(passes);
  });
});
