import { expect, it } from 'vitest';
import { readableLog } from '../../src/targets/shared/logs.ts';

// Lines of the real server 1.38.11.
const UNREACHABLE =
  '{"action":"multi2vec_remote_wait_for_startup","build_wv_version":"1.38.11","error":"send check ready request: Get \\"http://127.0.0.1:18999/.well-known/ready\\": dial tcp 127.0.0.1:18999: connect: connection refused","level":"warning","msg":"multi2vec-bind inference service not ready","time":"2026-11-24T11:58:13Z"}';
const FATAL = '{"action":"startup","level":"fatal","msg":"modules didn\'t initialize","time":"x"}';

it.each([
  [
    UNREACHABLE,
    'warning: multi2vec-bind inference service not ready (send check ready request: Get "http://127.0.0.1:18999/.well-known/ready": dial tcp 127.0.0.1:18999: connect: connection refused)',
  ],
  [FATAL, "fatal: modules didn't initialize"],
  [`${FATAL}\nplain text\n`, "fatal: modules didn't initialize\nplain text"],
  ['  Traceback (most recent call last):  ', 'Traceback (most recent call last):'],
  // Compose 2.26 on a pipe, in spite of --no-color.
  [`\u001b[2K${FATAL}\n\u001b[2Kplain\n`, "fatal: modules didn't initialize\nplain"],
  ['\u001b[31mred\u001b[0m', 'red'],
  ['{"level":"info"}', '{"level":"info"}'],
  ['{broken', '{broken'],
  ['"text"', '"text"'],
  ['', ''],
])('%s', (text, expected) => {
  expect(readableLog(text)).toBe(expected);
});
