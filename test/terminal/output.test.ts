import { describe, expect, it } from 'vitest';
import { capturedOutput } from '../support/output.ts';

describe('standard output', () => {
  it.each([
    ['{}', '{}\n'],
    ['a\n', 'a\n'],
  ])('gets the data %j, with one line break at the end', (text, expected) => {
    const { out, data, said } = capturedOutput({ quiet: true });
    out.data(text);
    expect([data(), said()]).toEqual([expected, '']);
  });
});

describe('standard error', () => {
  it.each([
    [false, 'hello\nwarning: careful\n    try: this\nerror: no\n'],
    [true, 'warning: careful\n    try: this\nerror: no\n'],
  ])('gets everything else; with --quiet (%j), only warnings and errors', (quiet, expected) => {
    const { out, data, said } = capturedOutput({ quiet });
    out.say('hello');
    out.warn('careful', 'this');
    out.error('error: no');
    expect([data(), said()]).toEqual(['', expected]);
  });

  it('gets one event per line for programs, also for warnings', () => {
    const { out, said } = capturedOutput();
    const events = out.withJsonLines();
    events.say('hello');
    events.warn('careful', 'this');
    events.warn('careful');
    expect(
      said()
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { event: 'message', text: 'hello' },
      { event: 'warning', text: 'careful', suggestion: 'this' },
      { event: 'warning', text: 'careful' },
    ]);
  });

  it('completes the commands in what it says, and not in the lines of a file', () => {
    const { out, said } = capturedOutput({ commands: (text) => text.replace('up', 'up --cwd stack') });
    for (const one of [out, out.withJsonLines()]) {
      one.say('bindstack up');
      one.quote('# bindstack up');
    }
    expect(said().trimEnd().split('\n')).toEqual([
      'bindstack up --cwd stack',
      '# bindstack up',
      '{"event":"message","text":"bindstack up --cwd stack"}',
      '{"event":"message","text":"# bindstack up"}',
    ]);
  });

  it.each([
    ['done', '… working\n✔ worked\n'],
    ['fail', '… working\n✖ worked\n'],
  ] as const)('gets plain lines for a step that ends with %s', (end, expected) => {
    const { out, said } = capturedOutput();
    const step = out.step('working');
    step.update('still working');
    step[end]('worked');
    expect(said()).toBe(expected);
  });

  it('gets whole lines on a terminal that reports 0 columns', () => {
    const { out, said } = capturedOutput({ terminal: { columns: 0 } });
    out.step('working').done('worked');
    expect(said()).toBe('… working\n✔ worked\n');
    expect(out.width).toBe(120);
  });

  it('gets no start of a brief step, and no end of a dropped one', () => {
    const { out, said } = capturedOutput();
    out.step('brief', { brief: true }).done('done');
    out.step('long').drop();
    expect(said()).toBe('✔ done\n… long\n');
  });
});
