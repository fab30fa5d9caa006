import { describe, expect, it } from 'vitest';
import { isTransient, PullProgress } from '../../../src/targets/compose/pullImages.ts';

// Output of Docker Compose 2.26.1 to a pipe.
const LINES = [
  ' a Pulling ',
  ' 22fc2cc78802 Pulling fs layer ',
  ' a75c3842779c Pulling fs layer ',
  ' b00000000000 Already exists ',
  ' 22fc2cc78802 Downloading [>                                                  ]  36.76kB/3.148MB',
  ' a75c3842779c Downloading [======>                                            ]  265.5kB/2.099MB',
  ' 22fc2cc78802 Downloading [====>                                              ]  1.048MB/3.148MB',
];

describe('the progress of a pull', () => {
  it('is summed over the layers', () => {
    const progress = new PullProgress();
    expect(progress.text(undefined)).toBe('');
    for (const line of LINES) progress.read(line);
    expect(progress.current).toBe(1_048_000 + 265_500);
    expect(progress.total).toBe(3_148_000 + 2_099_000);
    expect(progress.text(1024 ** 2)).toBe('1.25 MiB of 5 MiB, 1 MiB/s, 1 of 3 layers');
    progress.read(' 22fc2cc78802 Verifying Checksum ');
    progress.read(' 22fc2cc78802 Download complete ');
    progress.read('\u001b[2K 22fc2cc78802 Extracting [==>     ]  98.3kB/3.148MB');
    progress.read(' 22fc2cc78802 Pull complete ');
    expect(progress.text(undefined)).toBe('3.26 MiB of 5 MiB, 2 of 3 layers');
  });

  it.each(['', 'a Pulling', 'Error response from daemon: x', '22fc2cc78802 Downloading [>] who/knows'])(
    'ignores %j',
    (line) => {
      const progress = new PullProgress();
      progress.read(line);
      expect(progress.total).toBe(0);
    },
  );
});

// Messages of engine 20.10 and a local registry.
describe('a pull is retried', () => {
  it.each([
    'Error response from daemon: toomanyrequests: You have reached your pull rate limit',
    'Error response from daemon: Get "http://127.0.0.1:5999/v2/": dial tcp 127.0.0.1:5999: connect: connection refused',
    'read tcp 10.0.0.2:4321->1.2.3.4:443: read: connection reset by peer',
    'net/http: TLS handshake timeout',
    'unexpected EOF',
    'received unexpected HTTP status: 503 Service Unavailable',
  ])('after %s', (text) => {
    expect(isTransient(text)).toBe(true);
  });

  it.each([
    'Error response from daemon: manifest unknown',
    'Error response from daemon: Head "http://x/v2/t/manifests/v1": no basic auth credentials',
    'Error response from daemon: Get "https://cr.weaviate.io/v2/": dial tcp: lookup cr.weaviate.io on DNS: no such host',
    'write /var/lib/docker/tmp/x: no space left on device',
  ])('but not after %s', (text) => {
    expect(isTransient(text)).toBe(false);
  });
});
