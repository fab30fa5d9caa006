import { xmlAttributes, xmlText } from '../formats/xml.ts';
import type { SmokeCheckResult, SmokeReport } from './report.ts';

const FORMATS = {
  json: (report: SmokeReport) => JSON.stringify(report),
  junit: smokeJunit,
} as const;

type SmokeFormat = keyof typeof FORMATS;

/** Names of the formats of a smoke test's report. */
export const SMOKE_FORMATS = Object.keys(FORMATS) as readonly SmokeFormat[];

/** A smoke test in a format, without a line break at the end. */
export function formatSmoke(format: SmokeFormat, report: SmokeReport): string {
  return FORMATS[format](report);
}

const SUITE = 'bindstack smoke';

/** A smoke test as JUnit XML, as Jenkins and GitLab read it: a case a check, with the versions as properties. */
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
    'stand-in': String(inference.stub),
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
    ...checks.map(testCase),
    '  </testsuite>',
    '</testsuites>',
  ].join('\n');
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

function testCase({ id, status, ms, layer, detail, suggestion, objects = [] }: SmokeCheckResult): string {
  const attributes = xmlAttributes({ name: id, classname: SUITE, time: seconds(ms) });
  return `    <testcase${attributes}>\n      ${inside()}\n    </testcase>`;

  function inside(): string {
    if (status === 'pass') return `<system-out>${xmlText(detail)}</system-out>`;
    if (status === 'skip') return `<skipped${xmlAttributes({ message: detail })}/>`;
    const words = [
      detail,
      ...objects.map(({ title, message }) => `${title}: ${message}`),
      ...(suggestion === null ? [] : [`try: ${suggestion}`]),
    ];
    const failure = xmlAttributes({ type: layer ?? 'failure', message: detail });
    return `<failure${failure}>${xmlText(words.join('\n'))}</failure>`;
  }
}
