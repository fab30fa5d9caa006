import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import { prettyFindings } from '../../../src/lint/report/pretty.ts';
import { fc, PROPERTY_TIMEOUT } from '../../support/properties.ts';
import { anyText } from './anyText.ts';
import { findingOf, REPORT } from './findings.ts';

const plain = { colors: pc.createColors(false), width: 100, verbose: true };
const colored = { colors: pc.createColors(true), width: 100, verbose: true };

/** The line of the file and the marks below it, without the line number. */
function excerpt(finding: Parameters<typeof findingOf>[0], width = 100): string[] {
  const text = prettyFindings({ findings: [findingOf(finding)], files: 1 }, { ...plain, width });
  return text
    .split('\n')
    .filter((line) => / \| /.test(line))
    .map((line) => line.slice('    1 | '.length));
}

describe('the report for a terminal', () => {
  it('shows the findings by file, each with its line', () => {
    expect(`\n${prettyFindings(REPORT, plain)}\n`).toBe(`
docker-compose.yml

  4:27  error  \`BIND_INFERENCE_API\` names a host that is not a service: bind  (config-file)
    4 |       BIND_INFERENCE_API: http://bind:8080/
      |                           ^^^^^^^^^^^^^^^^^
    fix: use the name of the service that runs multi2vec-bind [fixable with --fix]

  5:7  warning  \`BIND_WAIT_FOR_STARTUP\` does not exist & does <nothing>  (bind-wait-for-startup)
    5 |       BIND_WAIT_FOR_STARTUP: 'false'
      |       ^^^^^^^^^^^^^^^^^^^^^
    fix: remove it

stack/collection.json

  1:10  info  something to know  (disable-comment)
    1 | {"class":"Media"}
      |          ^^^^^^^

gone.yml

  error  gone.yml does not exist  (unreadable-file)
    fix: name a file that exists

2 errors, 1 warning, 1 info in 4 files (1 fixable with --fix)
`);
  });

  it('shows errors first, and counts infos in one line', () => {
    const findings = (['info', 'warning', 'error', 'info'] as const).map((severity, i) =>
      findingOf({ severity, message: `message ${i}` }),
    );
    const brief = (some: typeof findings) =>
      prettyFindings({ findings: some, files: 1 }, { ...plain, verbose: false });
    expect(brief(findings)).toBe(
      [
        'docker-compose.yml',
        '  error  message 2  (bind-wait-for-startup)',
        '  warning  message 1  (bind-wait-for-startup)',
        '1 error, 1 warning in 1 file\n2 infos: --verbose shows them',
      ].join('\n\n'),
    );
    expect(brief(findings.slice(0, 1))).toBe('No errors or warnings in 1 file\n1 info: --verbose shows it');
  });

  it.each([
    [1, 'No problems in 1 file'],
    [3, 'No problems in 3 files'],
  ])('reports no problems in %i', (files, text) => {
    expect(prettyFindings({ findings: [], files }, plain)).toBe(text);
  });

  it.each([
    [['error'], '1 error in 1 file'],
    [['warning', 'warning'], '2 warnings in 1 file'],
    [['info', 'info'], '2 infos in 1 file'],
  ] as const)('counts %j', (severities, text) => {
    const findings = severities.map((severity) => findingOf({ severity }));
    expect(prettyFindings({ findings, files: 1 }, plain).split('\n').at(-1)).toBe(text);
  });

  it('shows the same text with colors', () => {
    const text = prettyFindings(REPORT, colored);
    expect(text).toContain('\u001b[31merror\u001b[39m');
    expect(text).toContain('\u001b[33m^^^');
    expect(uncolored(text)).toBe(prettyFindings(REPORT, plain));
  });

  it('keeps a message and a suggestion on one line', () => {
    const finding = findingOf({ message: 'one\n  two', suggestion: 'three\r\nfour\n' });
    expect(prettyFindings({ findings: [finding], files: 1 }, plain)).toContain(
      'error  one two  (bind-wait-for-startup)\n    fix: three four\n',
    );
  });
});

describe('the line of the file', () => {
  it.each([
    ['a range', { text: 'a: bcd\n', part: 'bcd' }, ['a: bcd', '   ^^^']],
    ['a file with Windows line endings', { text: 'a: b\r\nc: d\r\n', part: 'b' }, ['a: b', '   ^']],
    ['the first line of several', { text: 'a:\n  - b\n  - c\n', part: '- b\n  - c' }, ['  - b', '  ^^^']],
    ['an empty range', { text: 'a: b', column: 4, endColumn: 4 }, ['a: b', '   ^']],
    ['a range after the end', { text: 'a:', column: 3, endColumn: 3 }, ['a:', '  ^']],
    ['a column that does not exist', { text: 'a:', column: 90, endColumn: 95 }, ['a:', '  ^']],
    ['tabs before it', { text: '{\n\t\t"a": 1}', part: '1' }, ['\t\t"a": 1}', '\t\t     ^']],
    ['a tab inside', { text: 'ab\tcd', part: 'b\tc' }, ['ab\tcd', ' ^\t^']],
    ['only a tab', { text: 'a:\tb', part: '\t' }, ['a:\tb', '  ^']],
    ['Chinese', { text: '名前: 値', part: '値' }, ['名前: 値', '      ^^']],
    ['Korean', { text: '이름: ab', part: 'ab' }, ['이름: ab', '      ^^']],
    ['emoji', { text: 'x: 👩‍👩‍👧 y', part: 'y' }, ['x: 👩‍👩‍👧 y', '      ^']],
    ['a flag', { text: 'x: 🇩🇪 y', part: 'y' }, ['x: 🇩🇪 y', '      ^']],
    ['a letter with its mark', { text: 'e\u0301: y', part: 'y' }, ['e\u0301: y', '   ^']],
    ['an escape', { text: 'a: \u001b[2J b', part: 'b' }, ['a: \\x1b[2J b', '           ^']],
    ['an underlined escape', { text: 'a: \u001b b', part: '\u001b' }, ['a: \\x1b b', '   ^^^^']],
    ['a change of text direction', { text: 'a: \u202eb', part: 'b' }, ['a: \\u202eb', '         ^']],
    ['a lone surrogate', { text: 'a: \ud83d b', part: 'b' }, ['a: \\ud83d b', '          ^']],
    ['a lone carriage return', { text: 'a: x\rb', part: 'b' }, ['a: x\\x0db', '        ^']],
  ] as const)('shows %s', (_, finding, expected) => {
    expect(excerpt(finding)).toEqual(expected);
  });

  it.each([
    ['an empty one', { text: '\na: b', line: 1 }],
    ['one that does not exist', { text: 'a: b', line: 7 }],
    ['one of a file that cannot be read', {}],
    ['one of an empty file', { text: '' }],
  ])('does not show %s', (_, finding) => {
    expect(excerpt(finding)).toEqual([]);
  });

  const long = `${'a'.repeat(100)}BAD${'z'.repeat(100)}`;
  it.each([
    ['in the middle', long, 'BAD', ['…aaaaaaaaaBADzzzzzzzzzzzzzzzz…', '          ^^^']],
    ['at the beginning', long, 'aaa', ['aaaaaaaaaaaaaaaaaaaaaaaaaaaa…', '^^^']],
    [
      'at the end',
      `${'a'.repeat(100)}BAD`,
      'BAD',
      ['…aaaaaaaaaaaaaaaaaaaaaaaaaBAD', '                          ^^^'],
    ],
    ['longer than the width', long, long, ['aaaaaaaaaaaaaaaaaaaaaaaaaaaa…', '^^^^^^^^^^^^^^^^^^^^^^^^^^^^']],
    [
      'in wide characters',
      `${'値'.repeat(50)}BAD`,
      'BAD',
      ['…値値値値値値値値値値値値BAD', '                         ^^^'],
    ],
  ])('is cut around a range %s', (_, text, part, expected) => {
    expect(excerpt({ text, part }, 38)).toEqual(expected);
  });

  it('is not cut without a terminal', () => {
    expect(excerpt({ text: long, part: 'BAD' }, Number.POSITIVE_INFINITY)[0]).toBe(long);
    const odd = '\u202e'.repeat(50);
    expect(excerpt({ text: odd }, Number.POSITIVE_INFINITY)[0]).toBe('\\u202e'.repeat(50));
  });

  it('of a megabyte is not processed as a whole', () => {
    const text = `${'\u{1f600}'.repeat(2 ** 18)}BAD${'\u001b'.repeat(2 ** 18)}`;
    expect(excerpt({ text, part: 'BAD' }, 40)[0]).toMatch(/^…[\u{1f600}]+BAD(?:\\x1b)+…$/u);
  });
});

describe('a hostile file', () => {
  it(
    'sends only text to the terminal',
    () => {
      fc.assert(
        fc.property(
          anyText,
          anyText,
          anyText,
          fc.nat(40),
          fc.nat(40),
          (file, text, message, column, length) => {
            const finding = findingOf({ file, text, message, suggestion: message });
            const findings = [{ ...finding, column: column + 1, endColumn: column + 1 + length }];
            const shown = prettyFindings({ findings, files: 1 }, plain);
            expect(shown).not.toMatch(
              /[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069\u2028\u2029]|\p{Surrogate}/u,
            );
            // The file, the finding with its excerpt and fix, the summary, and empty lines between them.
            expect(shown.split('\n').length).toBeLessThanOrEqual(8);
            expect(uncolored(prettyFindings({ findings, files: 1 }, colored))).toBe(shown);
          },
        ),
      );
    },
    PROPERTY_TIMEOUT,
  );

  it(
    'cannot take more than its line',
    () => {
      fc.assert(
        fc.property(anyText, fc.nat(200), fc.integer({ min: 20, max: 80 }), (text, column, width) => {
          fc.pre(/^\P{Cc}*$/u.test(text));
          const line = text.repeat(20);
          const [first = '', marks = ''] = excerpt(
            { text: line, column: column + 1, endColumn: column + 4 },
            width + 8,
          );
          expect([...first].length).toBeLessThanOrEqual(Math.max(20, width) * 2);
          expect(marks === '' || /^\s*\^+$/.test(marks)).toBe(true);
          expect(marks.length).toBeLessThanOrEqual(Math.max(20, width) + 1);
        }),
      );
    },
    PROPERTY_TIMEOUT,
  );
});

function uncolored(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: color codes contain them
  return text.replace(/\u001b\[\d+m/g, '');
}
