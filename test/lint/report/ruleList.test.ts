import { expect, it } from 'vitest';
import { RULE_GROUPS } from '../../../src/lint/allRules.ts';
import { ruleListJson, ruleListText } from '../../../src/lint/report/ruleList.ts';
import type { RuleText } from '../../../src/lint/rule.ts';

const words = { why: 'Why.', fix: 'How.', evidence: 'measured' };
const short: RuleText = { id: 'short', severity: 'error', summary: 'One thing.', fixable: true, ...words };
const long: RuleText = { id: 'rather-long', severity: 'warning', summary: 'Another.', ...words };

const GROUPS = [
  { title: 'Compose files', rules: [short, long] },
  { title: 'Nothing yet', rules: [] },
  { title: 'Any file', rules: [{ ...long, id: 'x', severity: 'info' as const }] },
];

it('lists the rules in columns, by group', () => {
  expect(`\n${ruleListText(GROUPS)}\n`).toBe(`
Compose files
  short        error    --fix  One thing.
  rather-long  warning         Another.

Any file
  x            info            Another.
`);
});

it('lists them as JSON', () => {
  const { rules } = JSON.parse(ruleListJson(GROUPS));
  expect(rules).toHaveLength(3);
  expect(rules[1]).toStrictEqual({
    id: 'rather-long',
    group: 'Compose files',
    severity: 'warning',
    fixable: false,
    summary: 'Another.',
    ...words,
    docs: 'docs/rules/rather-long.md',
  });
});

it('lists every rule', () => {
  const lines = ruleListText(RULE_GROUPS).split('\n');
  for (const { id } of RULE_GROUPS.flatMap(({ rules }) => rules)) {
    expect(lines.filter((line) => line.startsWith(`  ${id} `))).toHaveLength(1);
  }
});
