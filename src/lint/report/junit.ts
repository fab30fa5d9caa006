import { presentable } from '../../formats/presentable.ts';
import { xmlAttributes, xmlText } from '../../formats/xml.ts';
import type { ReportedFinding } from '../rule.ts';
import { byFile, type FindingsReport, limitFindings, type OmittedFindings, omittedText } from './report.ts';

/**
 * JUnit XML as Jenkins and GitLab read it: one suite per file, one case per finding, and one passing case for a file
 * without findings. Infos pass too: they do not need a fix. Findings that are left out are one more case of their file.
 */
export function junitFindings(report: FindingsReport): string {
  const shown = limitFindings(report);
  const suites = [...byFile(shown.findings, report.names)].map(([file, findings]) => {
    const omitted = shown.omitted.filter((one) => one.file === file);
    return {
      file,
      cases: [
        ...(findings.length > 0 ? findings.map(testCase) : [passing(file)]),
        ...(omitted.length > 0 ? [omittedCase(file, omitted)] : []),
      ],
      failures: failuresIn(findings) + (fails(omitted) ? 1 : 0),
    };
  });
  // A report without any case counts as invalid.
  if (suites.length === 0) {
    suites.push({ file: 'bindstack validate', cases: [passing('bindstack validate')], failures: 0 });
  }
  const total = {
    name: 'bindstack validate',
    tests: suites.reduce((sum, { cases }) => sum + cases.length, 0),
    failures: suites.reduce((sum, { failures }) => sum + failures, 0),
    errors: 0,
    skipped: 0,
  };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${xmlAttributes(total)}>`,
    ...suites.flatMap(({ file, cases, failures }) => [
      `  <testsuite${xmlAttributes({ name: file, tests: cases.length, failures, errors: 0, skipped: 0 })}>`,
      ...cases,
      '  </testsuite>',
    ]),
    '</testsuites>',
  ].join('\n');
}

function failuresIn(findings: readonly ReportedFinding[]): number {
  return findings.filter(({ severity }) => severity !== 'info').length;
}

function passing(file: string): string {
  return `    <testcase${xmlAttributes({ name: 'no problems', classname: file })}/>`;
}

function fails(omitted: readonly OmittedFindings[]): boolean {
  return omitted.some(({ severity }) => severity !== 'info');
}

function omittedCase(file: string, omitted: readonly OmittedFindings[]): string {
  const text = omittedText(omitted, file) ?? '';
  const words = xmlText(presentable(text, false));
  const inside = fails(omitted)
    ? `<failure${xmlAttributes({ type: 'omitted', message: text })}>${words}</failure>`
    : `<system-out>${words}</system-out>`;
  return `    <testcase${xmlAttributes({ name: 'omitted', classname: file, file })}>\n      ${inside}\n    </testcase>`;
}

function testCase({ rule, severity, file, line, column, message, suggestion }: ReportedFinding): string {
  // With line and column, because names must be unique within a report.
  const attributes = xmlAttributes({ name: `${rule} (${line}:${column})`, classname: file, file, line });
  const place = `${file}:${line}:${column}: ${severity}: ${message}`;
  // The report may be printed in the log of a CI job, where a line can be a command.
  const words = xmlText(
    presentable(suggestion === undefined ? place : `${place}\nfix: ${suggestion}`, false),
  );
  const inside =
    severity === 'info'
      ? `<system-out>${words}</system-out>`
      : `<failure${xmlAttributes({ type: severity, message })}>${words}</failure>`;
  return `    <testcase${attributes}>\n      ${inside}\n    </testcase>`;
}
