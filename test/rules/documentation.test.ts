import { describe, expect, it } from 'vitest';
import { RULE_GROUPS } from '../../src/rules/allRules.ts';
import { pageOf, rulePages } from '../../src/rules/documentation.ts';
import type { RuleText } from '../../src/rules/rule.ts';

const rule: RuleText = {
  id: 'a-rule',
  severity: 'warning',
  summary: '`A|B` is <wrong>.',
  why: 'It stops with `<a>`.',
  fix: 'Remove it.',
  evidence: 'measured with 1.2.3',
  fixable: true,
};
const fixed = rulePages([{ title: 'Compose files', rules: [rule] }]);

it('gives each rule a page', () => {
  expect(`\n${fixed.get('docs/rules/a-rule.md')}`).toBe(`
<!-- Made by \`npm run docs\` from src/rules: changes belong there. -->

# a-rule

\`A|B\` is &lt;wrong>.

| severity | applies to | \`--fix\` |
|---|---|---|
| warning | Compose files | yes |

## Why

It stops with \`<a>\`.

## How to mend it

Remove it. \`bindstack validate --fix\` does it where the repair is certain.

## How to disable it

For one line, with a comment above it (YAML only: JSON has no comments):

\`\`\`yaml
# bindstack-disable-next-line a-rule
\`\`\`

In all files of a run:

\`\`\`sh
bindstack validate --disable a-rule FILE
\`\`\`

## Evidence

measured with 1.2.3

[All rules](README.md)
`);
});

it('lists the rules by group', () => {
  expect(fixed.get('docs/rules/README.md')).toContain(
    '## Compose files\n\n| rule | severity | `--fix` | finds |\n|---|---|---|---|\n' +
      '| [`a-rule`](a-rule.md) | warning | yes | `A\\|B` is &lt;wrong>. |\n',
  );
});

it('says that a rule leaves the mending to people', () => {
  const { fixable: _, ...bare } = rule;
  const page = rulePages([{ title: 'Any file', rules: [bare] }]).get(pageOf(bare.id));
  expect(page).toContain('Remove it. `--fix` leaves this one to you.');
  expect(page).toContain('| warning | Any file | no |');
});

describe('of the rules there are', () => {
  const pages = rulePages(RULE_GROUPS);
  const rules = RULE_GROUPS.flatMap((group) => group.rules);

  it('each has a page, and nothing else has one', () => {
    expect([...pages.keys()].sort()).toEqual(
      ['docs/rules/README.md', ...rules.map(({ id }) => pageOf(id))].sort(),
    );
  });

  it('each is told apart by its name', () => {
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
    for (const { id } of rules) expect(id).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*$/);
  });

  it('a file that cannot be read is not told to hold a comment', () => {
    expect(pages.get(pageOf('unreadable-file'))).not.toContain('bindstack-disable-next-line');
  });
});
