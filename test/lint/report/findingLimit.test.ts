import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import { SARIF_SYSTEM } from '../../../src/files/sarifSystem.ts';
import { type FindingsFormat, formatFindings } from '../../../src/lint/report/formats.ts';
import { type FindingsReport, MAX_FINDINGS_PER_FILE } from '../../../src/lint/report/report.ts';
import { findingOf } from './findings.ts';
import { sarifShape } from './sarifShape.ts';

const OPTIONS = { ...SARIF_SYSTEM, colors: pc.createColors(false), width: 80, verbose: true };

const infos = Array.from({ length: MAX_FINDINGS_PER_FILE + 4 }, (_, index) =>
  findingOf({ file: 'many.yml', rule: 'image-tag', severity: 'info', line: index + 1 }),
);

/** A file with too many infos whose last finding is an error, and another file with one finding. */
const MANY: FindingsReport = {
  files: 2,
  names: ['many.yml', 'few.yml'],
  findings: [
    ...infos,
    findingOf({ file: 'many.yml', severity: 'error', line: 5000, message: 'the severe one' }),
    findingOf({ file: 'few.yml', rule: 'image-tag', severity: 'warning' }),
  ],
};

const LEFT = '5 more findings in many.yml: 5 of image-tag (info)';

const text = (format: FindingsFormat, report = MANY) => formatFindings(format, report, OPTIONS);

describe('a file with too many findings', () => {
  it('shows the most severe ones and counts the others by rule', () => {
    const shown = text('pretty');
    expect(shown).toContain('the severe one');
    expect(shown).toContain(`  … ${LEFT}\n`);
    expect(shown).toContain(`1 error, 1 warning, ${MAX_FINDINGS_PER_FILE + 4} infos in 2 files`);
    expect(shown.match(/\(image-tag\)/g)).toHaveLength(MAX_FINDINGS_PER_FILE);
  });

  it('has the counts in JSON, and a summary of all', () => {
    const { findings, omitted, summary } = JSON.parse(text('json'));
    expect(findings).toHaveLength(MAX_FINDINGS_PER_FILE + 1);
    expect(omitted).toEqual([{ file: 'many.yml', rule: 'image-tag', severity: 'info', count: 5 }]);
    expect(summary).toEqual({ errors: 1, warnings: 1, infos: MAX_FINDINGS_PER_FILE + 4, files: 2 });
  });

  it('has a notification of the run in SARIF', () => {
    const log = sarifShape.parse(JSON.parse(text('sarif')));
    expect(log.runs[0]?.results).toHaveLength(MAX_FINDINGS_PER_FILE + 1);
    expect(log.runs[0]?.invocations?.[0]?.toolExecutionNotifications).toMatchObject([
      { level: 'warning', message: { text: LEFT } },
    ]);
  });

  it('has a notice about the file for GitHub', () => {
    const lines = text('github').split('\n');
    expect(lines).toHaveLength(MAX_FINDINGS_PER_FILE + 2);
    expect(lines.at(-1)).toBe(`::notice file=many.yml,title=omitted::${LEFT}`);
  });

  it('has one more case of the file in JUnit, which fails if an error or a warning is left out', () => {
    const cases = (xml: string) => xml.match(/<testcase name="omitted"[^>]*>\s*<[a-z-]+/g);
    expect(cases(text('junit'))).toEqual([expect.stringContaining('<system-out')]);
    expect(text('junit')).toContain(LEFT);
    const errors = infos.map((one) => ({ ...one, severity: 'error' as const }));
    const xml = text('junit', { files: 1, findings: errors });
    expect(cases(xml)).toEqual([expect.stringContaining('<failure')]);
    expect(xml).toContain(`tests="${MAX_FINDINGS_PER_FILE + 1}" failures="${MAX_FINDINGS_PER_FILE + 1}"`);
  });
});

it('does not mention omitted findings if there are none', () => {
  const report = { files: 1, findings: infos.slice(0, MAX_FINDINGS_PER_FILE) };
  expect(text('pretty', report)).not.toContain('more finding');
  for (const format of ['json', 'sarif', 'github', 'junit'] as const) {
    expect(text(format, report)).not.toMatch(/omitted|more finding/);
  }
});
