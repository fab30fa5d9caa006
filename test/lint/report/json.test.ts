import { expect, it } from 'vitest';
import { jsonFindings } from '../../../src/lint/report/json.ts';
import { fc, PROPERTY_TIMEOUT } from '../../support/properties.ts';
import { anyText } from './anyText.ts';
import { findingOf, REPORT } from './findings.ts';

it('has exactly the documented fields', () => {
  const { findings, summary, ...more } = JSON.parse(jsonFindings(REPORT));
  expect(more).toEqual({});
  expect(findings).toHaveLength(4);
  expect(findings[0]).toStrictEqual({
    rule: 'config-file',
    severity: 'error',
    file: 'docker-compose.yml',
    line: 4,
    column: 27,
    endLine: 4,
    endColumn: 44,
    message: '`BIND_INFERENCE_API` names a host that is not a service: bind',
    suggestion: 'use the name of the service that runs multi2vec-bind',
    fixable: true,
    docs: 'docs/rules/config-file.md',
  });
  expect(findings[2].suggestion).toBeNull();
  expect(summary).toStrictEqual({ errors: 2, warnings: 1, infos: 1, files: 4 });
});

it('has the same fields without findings', () => {
  expect(jsonFindings({ findings: [], files: 2 })).toBe(
    '{"findings":[],"summary":{"errors":0,"warnings":0,"infos":0,"files":2}}',
  );
});

it(
  'is a single line of valid JSON, whatever a file contains',
  () => {
    fc.assert(
      fc.property(anyText, anyText, (file, message) => {
        const text = jsonFindings({ findings: [findingOf({ file, message })], files: 1 });
        expect(text).not.toContain('\n');
        expect(JSON.parse(text).findings[0]).toMatchObject({ file, message });
      }),
    );
  },
  PROPERTY_TIMEOUT,
);
