import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { Failure } from '../../src/errors.ts';
import { configOf } from '../support/config.ts';
import { fc } from '../support/properties.ts';
import { composeEnvironment, helmEnvironment, rendered } from '../support/rendered.ts';

/** Whether a configuration with this variable is accepted; both files must then contain exactly this value. */
function isPreserved(name: string, value: string): boolean {
  let files: Record<string, string>;
  try {
    files = rendered(configOf(['--env', `${name}=${value}`]));
  } catch (error) {
    if (error instanceof Failure && error.exitCode === 2) return false;
    throw error;
  }
  expect(composeEnvironment(files['docker-compose.yml'] ?? '')[name]).toBe(value);
  expect(helmEnvironment(files['values.yaml'] ?? '')[name]).toBe(value);
  return true;
}

describe('the value of a variable', () => {
  it.each([
    '',
    ' ',
    'plain',
    ' blanks around ',
    '# no comment',
    'a # no comment',
    'key: value',
    '- item',
    '? question',
    '*alias',
    '&anchor',
    '!tag',
    '%directive',
    '@at',
    '`tick`',
    '{a: b}',
    '[a, b]',
    '{{mustache}}',
    '{{{three}}}',
    '{{#if x}}',
    '$HOME',
    '${HOME:-/root}',
    '$$',
    '$$$',
    "it's",
    '"quoted"',
    '\\',
    '\\n',
    '\\u0041',
    'two\nlines',
    'two\r\nlines',
    '\n',
    '\ttab\t',
    '---',
    '...',
    'null',
    '~',
    'true',
    'NO',
    'on',
    '007',
    '1e3',
    '0x1f',
    '12:30:45',
    '.inf',
    '1.38',
    '2026-11-24',
    '<<',
    '=',
    'a=b=c',
    'Grüße, 世界',
    '🎉',
    '\u0001\u001b[0m\u007f',
    '\u0080\u0085\u009f',
    '\u00a0',
    '\u2028\u2029',
    '\ufeff',
    '\ufffd\ufffe\uffff',
    '\u{10ffff}',
    '__proto__',
    'x'.repeat(5000),
    'word '.repeat(500),
  ])('%j is preserved', (value) => {
    expect(isPreserved('NOTE', value)).toBe(true);
  });

  it.each(['\0', 'a\0b', '\ud800', 'a\udc00', '\udc00\ud800'])('%j is rejected', (value) => {
    expect(isPreserved('NOTE', value)).toBe(false);
  });

  it('is preserved or rejected, whatever it is', () => {
    const odd = fc.constantFrom(
      ...['"', "'", '#', ': ', '$', '\n', '\r', '\t', ' ', '{{', '}}', '\\', '\0', '\u0085', '\u2028', '🎉'],
      ...['\u007f', '\ud800', '\udfff', '\ufeff', '-', ',', '=', '&', '*', '|', '>', '%', '@', '`', '!'],
    );
    const text = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 40 }),
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.string({ unit: odd, maxLength: 12 }),
    );
    fc.assert(
      fc.property(text, (value) => {
        // In a map, a comma before `NAME=` starts the next pair.
        fc.pre(!/,[A-Za-z_][\w./-]*=/.test(value));
        isPreserved('NOTE', value);
      }),
    );
  }, 60_000);

  it('is escaped so that Go can read it: no raw control characters, line separators or byte order marks', () => {
    const files = rendered(configOf(['--env', 'NOTE=\u007f\u0085\u2028\u2029\ufeff\uffff']));
    for (const path of ['docker-compose.yml', 'values.yaml']) {
      expect(files[path]).toContain('NOTE: "\\u007f\\u0085\\u2028\\u2029\\ufeff\\uffff"');
    }
  });

  it('has `$` doubled for Compose, which would read a variable, but not for Helm', () => {
    const files = rendered(configOf(['--env', 'NOTE=a$b']));
    expect(files['docker-compose.yml']).toContain('NOTE: "a$$b"');
    expect(files['values.yaml']).toContain('NOTE: "a$b"');
  });
});

describe('the name of a variable', () => {
  it.each(['null', 'NULL', 'true', 'False', 'yes', 'NO', 'on', 'Off', 'y', 'N', '_', 'a', 'constructor'])(
    '%s stays a name',
    (name) => {
      expect(isPreserved(name, 'x')).toBe(true);
    },
  );

  it('is quoted for the chart, which prints it without quotes, if YAML 1.1 would misread it', () => {
    expect(rendered(configOf('--env NO=x'))['values.yaml']).toContain('\n  "\\"NO\\"": "x"\n');
  });

  it('stays a name, whatever is accepted', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,12}$/), (name) => {
        fc.pre(name !== '__proto__');
        isPreserved(name, 'x');
      }),
    );
  });
});

it('renders every accepted name, registry, repository, tag, URL, class, selector and toleration', () => {
  const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?$/);
  const registry = fc.oneof(label, fc.constantFrom('[::1]:5000', '10.0.0.1:80', '1.5', '0x1f', '12:30'));
  const tag = fc.stringMatching(/^\w[\w.-]{0,12}$/);
  const host = fc.stringMatching(/^[a-z0-9$&'"!*~;,=:@%()ü{}-]{1,12}$/);
  fc.assert(
    fc.property(label, registry, label, tag, host, label, (name, reg, repository, version, url, key) => {
      const common = ['--name', name, '--weaviate-registry', reg, '--weaviate-repository', repository];
      const cluster = ['--storage-class', name, '--node-selector', `${key}=${version}`];
      for (const rest of [
        ['--inference-registry', reg, '--inference-repository', repository, '--inference-tag', version],
        ['--inference', 'external', '--inference-url', `http://${url}`],
        ['--weaviate-tag', version, '--toleration', `${key}=${name}:NoSchedule`],
      ]) {
        try {
          const files = rendered(configOf([...common, ...cluster, ...rest]));
          expect(parse(files['docker-compose.yml'] ?? '')).toMatchObject({ name });
        } catch (error) {
          if (!(error instanceof Failure)) throw error;
        }
      }
    }),
  );
}, 60_000);
