import { describe, expect, it } from 'vitest';
import { presentable } from '../../../src/formats/presentable.ts';
import { junitFindings } from '../../../src/lint/report/junit.ts';
import { fc, PROPERTY_TIMEOUT } from '../../support/properties.ts';
import { anyText } from './anyText.ts';
import { findingOf, REPORT } from './findings.ts';
import { readXml } from './xmlReader.ts';

/** The characters of a text that XML allows and that cannot control a terminal. */
function allowed(text: string): string {
  return text.replace(/[^\t\n\r\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '');
}

describe('JUnit XML', () => {
  it('has one suite per file and one case per finding', () => {
    expect(`\n${junitFindings(REPORT)}\n`).toBe(`
<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="bindstack validate" tests="5" failures="3" errors="0" skipped="0">
  <testsuite name="docker-compose.yml" tests="2" failures="2" errors="0" skipped="0">
    <testcase name="config-file (4:27)" classname="docker-compose.yml" file="docker-compose.yml" line="4">
      <failure type="error" message="\`BIND_INFERENCE_API\` names a host that is not a service: bind">docker-compose.yml:4:27: error: \`BIND_INFERENCE_API\` names a host that is not a service: bind
fix: use the name of the service that runs multi2vec-bind</failure>
    </testcase>
    <testcase name="bind-wait-for-startup (5:7)" classname="docker-compose.yml" file="docker-compose.yml" line="5">
      <failure type="warning" message="\`BIND_WAIT_FOR_STARTUP\` does not exist &amp; does &lt;nothing&gt;">docker-compose.yml:5:7: warning: \`BIND_WAIT_FOR_STARTUP\` does not exist &amp; does &lt;nothing&gt;
fix: remove it</failure>
    </testcase>
  </testsuite>
  <testsuite name="values.yaml" tests="1" failures="0" errors="0" skipped="0">
    <testcase name="no problems" classname="values.yaml"/>
  </testsuite>
  <testsuite name="stack/collection.json" tests="1" failures="0" errors="0" skipped="0">
    <testcase name="disable-comment (1:10)" classname="stack/collection.json" file="stack/collection.json" line="1">
      <system-out>stack/collection.json:1:10: info: something to know</system-out>
    </testcase>
  </testsuite>
  <testsuite name="gone.yml" tests="1" failures="1" errors="0" skipped="0">
    <testcase name="unreadable-file (1:1)" classname="gone.yml" file="gone.yml" line="1">
      <failure type="error" message="gone.yml does not exist">gone.yml:1:1: error: gone.yml does not exist
fix: name a file that exists</failure>
    </testcase>
  </testsuite>
</testsuites>
`);
  });

  it('has a passing case without findings and file names', () => {
    expect(readXml(junitFindings({ findings: [], files: 2 }))).toMatchObject({
      name: 'testsuites',
      attributes: { tests: '1', failures: '0' },
      children: [{ attributes: { tests: '1' }, children: [{ attributes: { name: 'no problems' } }] }],
    });
  });

  it('has the right counts', () => {
    const suites = readXml(junitFindings(REPORT));
    const cases = suites.children.flatMap(({ children }) => children);
    const failures = cases.filter(({ children }) => children[0]?.name === 'failure');
    expect(suites.attributes).toMatchObject({ tests: `${cases.length}`, failures: `${failures.length}` });
    for (const { attributes, children } of suites.children) {
      expect(attributes['tests']).toBe(`${children.length}`);
    }
  });

  it(
    'is parsed back correctly, whatever a file contains',
    () => {
      fc.assert(
        fc.property(anyText, anyText, anyText, (file, message, suggestion) => {
          const text = junitFindings({ findings: [findingOf({ file, message, suggestion })], files: 1 });
          const failure = {
            name: 'failure',
            attributes: { type: 'error', message: allowed(message) },
            children: [],
            text: allowed(presentable(`${file}:1:1: error: ${message}\nfix: ${suggestion}`, false)),
          };
          expect(readXml(text).children).toMatchObject([
            {
              attributes: { name: allowed(file) },
              children: [{ attributes: { classname: allowed(file) }, children: [failure] }],
            },
          ]);
        }),
      );
    },
    PROPERTY_TIMEOUT,
  );
});

describe('the XML reader of this test', () => {
  it.each([
    '<a></b>',
    '<a>',
    '</a>',
    '<a/><a/>',
    '<a>&</a>',
    '<a>&nbsp;</a>',
    '<a>\u0001</a>',
    '<a>\ufffe</a>',
    '<a>]]></a>',
    '<a b="\n"/>',
    '<a b="<"/>',
    '<a b="1" b="2"/>',
    '<a b=1/>',
    'text',
  ])('refuses %j', (text) => {
    expect(() => readXml(`<?xml version="1.0" encoding="UTF-8"?>\n${text}`)).toThrow();
  });
});
