import pc from 'picocolors';
import { expect, it } from 'vitest';
import { SARIF_SYSTEM } from '../../../src/files/sarifSystem.ts';
import { FINDINGS_FORMATS, formatFindings } from '../../../src/lint/report/formats.ts';
import { REPORT } from './findings.ts';

const options = { ...SARIF_SYSTEM, colors: pc.createColors(false), width: 80, verbose: true };

it('has the documented formats', () => {
  expect(FINDINGS_FORMATS).toEqual(['pretty', 'json', 'sarif', 'github', 'junit']);
});

it.each([
  ['pretty', /^docker-compose\.yml\n/],
  ['json', /^\{"findings":\[/],
  ['sarif', /^\{\n {2}"\$schema":/],
  ['github', /^::error /],
  ['junit', /^<\?xml /],
] as const)('writes %s', (name, beginning) => {
  const text = formatFindings(name, REPORT, options);
  expect(text).toMatch(beginning);
  expect(text).not.toMatch(/\n$/);
  // Every format contains all findings.
  for (const { rule } of REPORT.findings) expect(text).toContain(rule);
});
