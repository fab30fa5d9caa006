import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { OptionInput } from '../../src/capabilities/option.ts';
import { givenValues } from '../../src/config/given.ts';
import { flagsFor, replayCommand } from '../../src/options/replay.ts';
import { optionOf } from '../../src/options/table.ts';
import { flagValues } from '../support/config.ts';
import { fc } from '../support/properties.ts';

/** The words into which a real shell splits a command. */
function wordsOf(command: string): string[] {
  const output = execFileSync('sh', ['-c', `printf '%s\\0' ${command}`], { encoding: 'utf8' });
  return output.split('\0').slice(0, -1);
}

const values = (...entries: [string, OptionInput][]) => new Map(entries);

describe('flagsFor', () => {
  it.each<[string, OptionInput, string[]]>([
    ['name', 'lab', ['--name', 'lab']],
    ['weaviate.httpPort', 9080, ['--http-port', '9080']],
    ['gpu.enabled', true, ['--cuda']],
    ['gpu.enabled', false, ['--no-cuda']],
    ['kubernetes.sysctlInit', false, ['--no-sysctl-init']],
    ['gpu.count', 'all', ['--gpus', 'all']],
    ['targets', ['compose', 'helm'], ['--target', 'compose,helm']],
    ['weaviate.modules', [], ['--module', '']],
    ['weaviate.env', { A: '1', B: 'x y' }, ['--env', 'A=1', '--env', 'B=x y']],
    ['weaviate.env', {}, ['--env', '']],
    // A comma before `NAME=` would start another pair.
    ['weaviate.env', { A: '1,B=2' }, ['--env', 'A=1\\,B=2']],
    ['weaviate.env', { A: '1\\,B=2' }, ['--env', 'A=1\\\\\\,B=2']],
    ['weaviate.env', { A: '1,2' }, ['--env', 'A=1,2']],
  ])('%s %j becomes %j, and is parsed back', (key, value, flags) => {
    expect(flagsFor(optionOf(key), value)).toEqual(flags);
    expect(givenValues(flagValues(flags), {}).get(key)?.value).toEqual(value);
  });
});

describe('replayCommand', () => {
  it('is short if all values are defaults', () => {
    expect(replayCommand(values(), [])).toBe('bindstack generate');
    expect(replayCommand(values(), ['--out', 'my stack'])).toBe("bindstack generate --out 'my stack'");
  });

  it('quotes what a shell would interpret, and nothing else', () => {
    const command = replayCommand(
      values(['targets', ['compose']], ['weaviate.env', { A: 'a b', B: "it's", C: '$HOME', D: '' }]),
      [],
    );
    expect(command).toBe(
      "bindstack generate --target compose --env 'A=a b' --env 'B=it'\\''s' --env 'C=$HOME' --env D=",
    );
  });

  it.each([
    '',
    ' ',
    '~',
    '*',
    '$(id)',
    '`id`',
    '!!',
    'a\nb',
    '\t',
    '\\',
    "'",
    '"',
    '#x',
    '🎧',
    '-n',
    '%s',
    'a;b',
    'a&b',
  ])('passes %j through a real shell unchanged', (text) => {
    const command = replayCommand(values(['weaviate.env', { NOTE: text }]), []);
    expect(wordsOf(command)).toEqual(['bindstack', 'generate', '--env', `NOTE=${text}`]);
  });

  it('passes any text through a real shell unchanged', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 20 }).filter((value) => !value.includes('\0'));
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 8 }), (texts) => {
        // As extra arguments, which are quoted like all others.
        expect(wordsOf(replayCommand(values(), texts))).toEqual(['bindstack', 'generate', ...texts]);
      }),
    );
  });
});
