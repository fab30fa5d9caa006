import { describe, expect, it } from 'vitest';
import { artifactUri, SARIF_SYSTEM } from '../../../src/files/sarifSystem.ts';
import { ruleOf } from '../../../src/lint/allRules.ts';
import type { FindingsReport } from '../../../src/lint/report/report.ts';
import { sarifFindings } from '../../../src/lint/report/sarif.ts';
import { fc, PROPERTY_TIMEOUT } from '../../support/properties.ts';
import { anyText } from './anyText.ts';
import { findingOf, REPORT } from './findings.ts';
import { sarifShape } from './sarifShape.ts';

/** The only run of a log, after a check against the schema. */
function runOf(findings: FindingsReport['findings']) {
  const [run] = sarifShape.parse(JSON.parse(sarifFindings({ findings, files: 1 }, SARIF_SYSTEM))).runs;
  if (!run) throw new Error('no run');
  return run;
}

const fingerprintsOf = (findings: FindingsReport['findings']) =>
  runOf(findings).results.map(({ partialFingerprints }) => partialFingerprints['bindstackFinding/v1']);

const messageOf = (message: string, suggestion?: string) =>
  runOf([findingOf({ message, suggestion })]).results[0]?.message.text;

describe('SARIF', () => {
  it('has each finding with its place', () => {
    const { results } = runOf(REPORT.findings);
    expect(results.map(({ ruleId, level, message }) => `${ruleId} ${level} ${message.text}`)).toEqual([
      'config-file error `BIND_INFERENCE_API` names a host that is not a service: bind. Fix: use the name of the service that runs multi2vec-bind',
      'bind-wait-for-startup warning `BIND_WAIT_FOR_STARTUP` does not exist & does <nothing>. Fix: remove it',
      'disable-comment note something to know',
      'unreadable-file error gone.yml does not exist. Fix: name a file that exists',
    ]);
    expect(results[0]?.locations[0]).toEqual({
      physicalLocation: {
        artifactLocation: { uri: 'docker-compose.yml' },
        region: { startLine: 4, startColumn: 27, endLine: 4, endColumn: 44 },
      },
    });
  });

  it('has no place for a file that could not be read', () => {
    expect(runOf(REPORT.findings).results[3]?.locations[0]?.physicalLocation.region).toBeUndefined();
  });

  it('describes each rule with findings once, with the text of the rule', () => {
    const { tool, results } = runOf([...REPORT.findings, ...REPORT.findings]);
    const { rules } = tool.driver;
    expect(rules.map(({ id }) => id)).toEqual([
      'bind-wait-for-startup',
      'config-file',
      'disable-comment',
      'unreadable-file',
    ]);
    for (const { ruleId, ruleIndex } of results) expect(rules[ruleIndex]?.id).toBe(ruleId);
    const unreadable = ruleOf('unreadable-file');
    expect(rules[3]).toMatchObject({
      shortDescription: { text: unreadable?.summary },
      help: { text: expect.not.stringContaining('`'), markdown: expect.stringContaining('`--kind`') },
      defaultConfiguration: { level: 'error' },
      properties: { tags: ['Any file'], 'problem.severity': 'error' },
    });
    expect(rules[2]?.defaultConfiguration.level).toBe('note');
  });

  it('is a complete log without findings', () => {
    expect(runOf([])).toMatchObject({ tool: { driver: { rules: [] } }, results: [] });
  });

  it(
    'matches the schema, whatever a file contains',
    () => {
      fc.assert(
        fc.property(anyText, anyText, anyText, (file, message, text) => {
          fc.pre(file !== '' && message !== '');
          const { results } = runOf([findingOf({ file, message, text })]);
          expect(results).toHaveLength(1);
        }),
      );
    },
    PROPERTY_TIMEOUT,
  );
});

describe('a message', () => {
  it.each([
    ['`{NAME}` and {a} and a[0] stay', '`{NAME}` and {a} and a[0] stay'],
    ['{0} is no placeholder', '{{0}} is no placeholder'],
    ['[here](https://example.org) is no link', '\\[here\\](https://example.org) is no link'],
  ])('%s', (message, expected) => {
    expect(messageOf(message)).toBe(expected);
  });
});

describe('a fingerprint', () => {
  const text = 'a: 1\nb: 2\n';
  const same = (more: Parameters<typeof findingOf>[0] = {}) =>
    fingerprintsOf([findingOf({ text, part: 'b', ...more })])[0];

  it('stays the same if lines above or the message change', () => {
    expect(same({ text: `# new\n\n${text}` })).toBe(same());
    expect(same({ text: 'x:\n  b: 2\n' })).toBe(same());
    expect(same({ message: 'other words' })).toBe(same());
  });

  it.each([
    ['rule', { rule: 'config-file' }],
    ['file', { file: 'other.yml' }],
    ['line', { text: 'a: 1\nb: 3\n' }],
  ])('differs for another %s', (_, more) => {
    expect(same(more)).not.toBe(same());
  });

  it('numbers findings that are otherwise the same', () => {
    const twice = findingOf({ text, part: 'b' });
    const [first = '', second = ''] = fingerprintsOf([twice, twice]);
    expect(first).toMatch(/:1$/);
    expect(second).toBe(first.replace(/:1$/, ':2'));
  });
});

describe('the URI of a file', () => {
  it.each([
    ['docker-compose.yml', '/', 'docker-compose.yml'],
    ['./a/b.yml', '/', 'a/b.yml'],
    ['../a/b.yml', '/', '../a/b.yml'],
    ['a b/ü#?%.yml', '/', 'a%20b/%C3%BC%23%3F%25.yml'],
    ['c:d.yml', '/', 'c%3Ad.yml'],
    ['a\\b.yml', '/', 'a%5Cb.yml'],
    ['half \ud83d.yml', '/', 'half%20%EF%BF%BD.yml'],
    ['/srv/my stack/a.yml', '/', 'file:///srv/my%20stack/a.yml'],
    ['stack\\a.yml', '\\', 'stack/a.yml'],
    ['.\\stack/a.yml', '\\', 'stack/a.yml'],
    ['C:\\my stack\\a.yml', '\\', 'file:///C:/my%20stack/a.yml'],
    ['\\\\server\\share\\a.yml', '\\', 'file://server/share/a.yml'],
  ])('%s with %s is %s', (path, separator, uri) => {
    expect(artifactUri(path, separator)).toBe(uri);
  });
});
