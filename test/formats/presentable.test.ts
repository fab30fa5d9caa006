import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import { presentable, visibleLine } from '../../src/formats/presentable.ts';

const ESC = '\u001b';

describe('text for a terminal', () => {
  it.each([
    ['letters and line breaks', 'a\tü 日本\nb', 'a\tü 日本\nb'],
    ['a terminal title', `${ESC}]0;x\u0007`, '\\x1b]0;x\\x07'],
    ['a cleared screen', `${ESC}[2J`, '\\x1b[2J'],
    ['a color when colors are off', `${ESC}[31mred${ESC}[39m`, '\\x1b[31mred\\x1b[39m'],
    ['an 8-bit control sequence', '\u009b2J', '\\x9b2J'],
    ['a carriage return', 'good\rbad', 'good\\x0dbad'],
    ['turned text', 'a\u202eb', 'a\\u202eb'],
    ['a lone surrogate', 'a\ud800', 'a\\ud800'],
    ['a GitHub Actions command', '  ::error file=x::no', '  \\x3a:error file=x::no'],
    ['a command on a later line', 'a\n::add-mask::x', 'a\n\\x3a:add-mask::x'],
    ['an Azure Pipelines command', 'a ##vso[task.setvariable]x', 'a \\x23#vso[task.setvariable]x'],
    ['the older format', '##[error]x', '\\x23#[error]x'],
    ['an IPv6 address', '::ffff:127.0.0.1', '::ffff:127.0.0.1'],
    ['a heading', '## Next', '## Next'],
  ])('shows %s', (_, text, shown) => {
    expect(presentable(text, false)).toBe(shown);
  });

  it.each(
    Object.entries(pc.createColors(true)).filter(([name]) => !['isColorSupported', 'hidden'].includes(name)),
  )('keeps our own color %s where colors are on', (_, paint) => {
    const painted = (paint as (text: string) => string)('x');
    expect(presentable(painted, true)).toBe(painted);
  });

  it('escapes other sequences that start like a color', () => {
    expect(presentable(`${ESC}[8mhidden${ESC}[1;31m${ESC}[38;5;1m`, true)).toBe(
      '\\x1b[8mhidden\\x1b[1;31m\\x1b[38;5;1m',
    );
  });
});

describe('one line', () => {
  it.each([
    ['a\n\n  b\r\nc', 'a b c'],
    ['  a  ', 'a'],
    ['a  b', 'a  b'],
    [`a${ESC}`, 'a\\x1b'],
  ])('of %j', (text, line) => {
    expect(visibleLine(text)).toBe(line);
  });
});
