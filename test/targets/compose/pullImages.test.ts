import { describe, expect, it } from 'vitest';
import { isTransient, PullProgress, pullMessages } from '../../../src/targets/compose/pullImages.ts';

// Output of Docker Compose 2.26.1 to a pipe.
const TEXT = [
  ' a Pulling ',
  ' 22fc2cc78802 Pulling fs layer ',
  ' a75c3842779c Pulling fs layer ',
  ' b00000000000 Already exists ',
  ' 22fc2cc78802 Downloading [>                                                  ]  36.76kB/3.148MB',
  ' 22fc2cc78802 Downloading [====>                                              ]  1.048MB/3.148MB',
  ' a75c3842779c Downloading [======>                                            ]  265.5kB/2.099MB',
];

// The same with Docker Compose 2.40.3 and COMPOSE_PROGRESS=json.
const JSON_LINES = [
  '{"id":"a","text":"Pulling"}',
  '{"id":"22fc2cc78802","parent_id":"a","text":"Pulling fs layer"}',
  '{"id":"a75c3842779c","parent_id":"a","text":"Pulling fs layer"}',
  '{"id":"b00000000000","parent_id":"a","text":"Already exists","percent":100}',
  String.raw`{"id":"22fc2cc78802","parent_id":"a","text":"Downloading","status":"[\u003e   ]  36.76kB/3.148MB","current":36760,"total":3148000,"percent":1}`,
  String.raw`{"id":"22fc2cc78802","parent_id":"a","text":"Downloading","status":"[====\u003e   ]  1.048MB/3.148MB","current":1048000,"total":3148000,"percent":33}`,
  String.raw`{"id":"a75c3842779c","parent_id":"a","text":"Downloading","status":"[======\u003e   ]  265.5kB/2.099MB","current":265500,"total":2099000,"percent":12}`,
];

describe.each([
  ['text', TEXT, (id: string, state: string) => ` ${id} ${state} `],
  [
    'JSON',
    JSON_LINES,
    (id: string, state: string) => JSON.stringify({ id, parent_id: 'a', text: state, percent: 100 }),
  ],
])('the progress of a pull from %s', (_form, lines, line) => {
  it('is summed over the layers', () => {
    const progress = new PullProgress();
    expect(progress.text(0)).toBe('');
    for (const one of lines.slice(0, 4)) progress.read(one);
    expect(progress.text(0)).toBe('1 of 3 layers');
    for (const one of lines.slice(4, 6)) progress.read(one);
    // The size of the second layer is not known yet.
    expect(progress.text(500)).toBe('1.0 MB, 1 of 3 layers');
    for (const one of lines.slice(6)) progress.read(one);
    expect([progress.current, progress.total]).toEqual([1_048_000 + 265_500, 3_148_000 + 2_099_000]);
    expect(progress.text(2000)).toBe('1.3 of 5.2 MB, 657 kB/s, 6 s left');
    for (const id of ['22fc2cc78802', 'a75c3842779c']) {
      progress.read(line(id, 'Verifying Checksum'));
      progress.read(line(id, 'Download complete'));
    }
    progress.read('\u001b[2K 22fc2cc78802 Extracting [==>     ]  98.3kB/3.148MB');
    progress.read(line('22fc2cc78802', 'Pull complete'));
    expect(progress.text(9000)).toBe('5.2 MB downloaded, extracting 2 of 3 layers');
  });
});

it.each([
  '',
  'a Pulling',
  'Error response from daemon: x',
  '22fc2cc78802 who knows',
  '{"id":"a","text":"Pulled"}',
  '{"error":true,"message":"no"}',
  '{',
])('the line %j is not about a layer', (line) => {
  const progress = new PullProgress();
  progress.read(line);
  expect(progress.text(0)).toBe('');
});

it('the messages of a pull are those of the engine in both forms', () => {
  // Docker Compose 2.40.3.
  const json = String.raw`{"id":"a","text":"Pulling"}
{"id":"a","text":"Error","status":"Get \"http://127.0.0.1:1/v2/\": dial tcp 127.0.0.1:1: connect: connection refused"}
{"error":true,"message":"Error response from daemon: Get \"http://127.0.0.1:1/v2/\": dial tcp 127.0.0.1:1: connect: connection refused"}`;
  const text = `a Pulling
a Error Get "http://127.0.0.1:1/v2/": dial tcp 127.0.0.1:1: connect: connection refused
Error response from daemon: Get "http://127.0.0.1:1/v2/": dial tcp 127.0.0.1:1: connect: connection refused`;
  expect(pullMessages(json)).toBe(text);
  expect(pullMessages(text)).toBe(text);
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
