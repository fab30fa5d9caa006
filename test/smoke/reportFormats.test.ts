import { expect, it } from 'vitest';
import type { SmokeCheckResult, SmokeReport } from '../../src/smoke/report.ts';
import { formatSmoke } from '../../src/smoke/reportFormats.ts';
import { readXml } from '../lint/report/xmlReader.ts';

const check = (fields: Partial<SmokeCheckResult>): SmokeCheckResult => ({
  id: 'ready',
  modality: null,
  status: 'pass',
  ms: 12,
  detail: 'observed',
  suggestion: null,
  layer: null,
  ...fields,
});

const report = (...checks: SmokeCheckResult[]): SmokeReport => ({
  ok: checks.every(({ status }) => status !== 'fail'),
  weaviate: { url: 'http://a', version: '1.38.11' },
  inference: { model: null, stub: false },
  collection: null,
  checks,
  diagnosis: [],
  versions: { bindstack: '1.0.0', node: '20.17.0', client: '3.12.1', weaviate: '1.38.11', model: null },
  ms: 1234,
});

it('has one test case per check, and the versions as properties', () => {
  const text = formatSmoke(
    'junit',
    report(
      check({}),
      check({ id: 'cross-modal', status: 'skip', ms: 0, detail: 'a stub' }),
      check({
        id: 'import',
        status: 'fail',
        layer: 'inference',
        detail: 'inference: <html> & more (1 of 2 objects were rejected)',
        suggestion: 'check its log',
        objects: [{ id: 'i', title: 'image sample', message: 'not an image' }],
      }),
    ),
  );
  expect(`\n${text}\n`).toBe(`
<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="bindstack smoke" tests="3" failures="1" errors="0" skipped="1" time="1.234">
  <testsuite name="bindstack smoke" tests="3" failures="1" errors="0" skipped="1" time="1.234">
    <properties>
      <property name="version.bindstack" value="1.0.0"/>
      <property name="version.node" value="20.17.0"/>
      <property name="version.client" value="3.12.1"/>
      <property name="version.weaviate" value="1.38.11"/>
      <property name="version.model" value="unknown"/>
      <property name="url" value="http://a"/>
      <property name="model" value="unknown"/>
      <property name="stub" value="false"/>
    </properties>
    <testcase name="ready" classname="bindstack smoke" time="0.012">
      <system-out>observed</system-out>
    </testcase>
    <testcase name="cross-modal" classname="bindstack smoke" time="0.000">
      <skipped message="a stub"/>
    </testcase>
    <testcase name="import" classname="bindstack smoke" time="0.012">
      <failure type="inference" message="inference: &lt;html&gt; &amp; more (1 of 2 objects were rejected)">inference: &lt;html&gt; &amp; more (1 of 2 objects were rejected)
image sample: not an image
try: check its log</failure>
    </testcase>
  </testsuite>
</testsuites>
`);
});

it('is valid XML, whatever a server returns', () => {
  const text = 'a\u0000b\u001b[31m<![CDATA[ ]]> "q" \'s\' &amp; \ud800 \r\n\t é 💥';
  expect(() =>
    readXml(formatSmoke('junit', report(check({ status: 'fail', detail: text, suggestion: text })))),
  ).not.toThrow();
});
