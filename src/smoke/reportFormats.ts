import { xmlAttributes, xmlText } from '../formats/xml.ts';
import type { SmokeCheckResult, SmokeReport } from './report.ts';
import type { MediaReport } from './userMedia/mediaReport.ts';

const FORMATS = {
  json: (report: SmokeReport) => JSON.stringify(report),
  junit: smokeJunit,
} as const;

type SmokeFormat = keyof typeof FORMATS;

/** Formats of `--report`. */
export const SMOKE_FORMATS = Object.keys(FORMATS) as readonly SmokeFormat[];

/** The report in a format, without a trailing line break. */
export function formatSmoke(format: SmokeFormat, report: SmokeReport): string {
  return FORMATS[format](report);
}

const SUITE = 'bindstack smoke';

/** JUnit XML that Jenkins and GitLab can read: one test case per check, with the versions as properties. */
function smokeJunit(report: SmokeReport): string {
  const { checks, versions, weaviate, inference, ms } = report;
  const count = (wanted: SmokeCheckResult['status']) =>
    checks.filter(({ status }) => status === wanted).length;
  const total = {
    name: SUITE,
    tests: checks.length,
    failures: count('fail'),
    errors: 0,
    skipped: count('skip'),
    time: seconds(ms),
  };
  const properties = {
    ...Object.fromEntries(Object.entries(versions).map(([name, version]) => [`version.${name}`, version])),
    url: weaviate.url,
    model: inference.model,
    stub: String(inference.stub),
  };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${xmlAttributes(total)}>`,
    `  <testsuite${xmlAttributes(total)}>`,
    '    <properties>',
    ...Object.entries(properties).map(
      ([name, value]) => `      <property${xmlAttributes({ name, value: value ?? 'unknown' })}/>`,
    ),
    '    </properties>',
    ...checks.map((check) => testCase(check, report.media)),
    '  </testsuite>',
    '</testsuites>',
  ].join('\n');
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

/** The files with errors that a check found: what is wrong, why that matters, and what to do. */
function findingsOf(id: string, media: MediaReport | undefined): string[] {
  return (media?.findings ?? [])
    .filter(({ check, severity }) => check === id && severity === 'error')
    .flatMap(({ file, message, reason, suggestion }) => [
      `${file} ${message}`,
      `  ${reason}`,
      `  try: ${suggestion}`,
    ]);
}

function testCase(check: SmokeCheckResult, media: MediaReport | undefined): string {
  const { id, status, ms, layer, detail, suggestion, objects = [] } = check;
  const attributes = xmlAttributes({ name: id, classname: SUITE, time: seconds(ms) });
  return `    <testcase${attributes}>\n      ${body()}\n    </testcase>`;

  function body(): string {
    if (status === 'pass') return `<system-out>${xmlText(detail)}</system-out>`;
    if (status === 'skip') return `<skipped${xmlAttributes({ message: detail })}/>`;
    const lines = [
      detail,
      ...objects.map(({ title, message }) => `${title}: ${message}`),
      ...findingsOf(id, media),
      ...(suggestion === null ? [] : [`try: ${suggestion}`]),
    ];
    const failure = xmlAttributes({ type: layer ?? 'failure', message: detail });
    return `<failure${failure}>${xmlText(lines.join('\n'))}</failure>`;
  }
}
