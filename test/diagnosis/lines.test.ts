import { describe, expect, it } from 'vitest';
import { logLines, plainLines } from '../../src/diagnosis/lines.ts';
import { weaviateLog } from './recordings.ts';

describe('plainLines', () => {
  it.each<[string, string[]]>([
    ['\u001b[2Ka\n\u001b[2Kb\n', ['a', 'b']],
    ['\u001b[1;31mred\u001b[0m', ['red']],
    ['1 %\r2 %\r\ndone', ['1 %', '2 %', 'done']],
    ['a\tb', ['a b']],
    ['a\u202eb\u0007', ['ab']],
    [' \n\n', []],
  ])('reads %j', (text, expected) => {
    expect(plainLines(text)).toEqual(expected);
  });
});

describe('logLines', () => {
  it.each([
    ['{"level":"error","msg":"no","error":"why"}', { level: 'error', text: 'error: no (why)' }],
    ['{"level":"info","msg":"a\\u001b[2Kb\\nc"}', { level: 'info', text: 'info: ab c' }],
    ['{"level":1,"msg":"no"}', { level: undefined, text: '{"level":1,"msg":"no"}' }],
    ['{"level":"error"', { level: undefined, text: '{"level":"error"' }],
    ['\u001b[2Kmulti2vec-bind-1  | fake: boot error', { level: undefined, text: 'fake: boot error' }],
    ['weaviate-1        | {"level":"info","msg":"a"}', { level: 'info', text: 'info: a' }],
    ['time="1" level=error msg="a \\"b\\"" action=x error="c"', { level: 'error', text: 'error: a "b" (c)' }],
  ])('reads %j', (line, expected) => {
    expect(logLines(line)).toEqual([expected]);
  });

  it("reads both of Weaviate's log formats the same way", () => {
    const last = (name: string) => logLines(weaviateLog(name)).at(-1);
    expect(last('text-timeout-without-unit')).toEqual(last('timeout-without-unit'));
  });
});
