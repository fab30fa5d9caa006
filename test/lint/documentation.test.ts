import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { RULE_GROUPS } from '../../src/lint/allRules.ts';
import { pageOf, rulePages } from '../../src/lint/documentation.ts';
import type { RuleText } from '../../src/lint/rule.ts';

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
<!-- Made by \`npm run docs\` from src/lint: changes belong there. -->

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

it('shows what is found, in what, and a twin in which nothing is', () => {
  const example = { language: 'yaml', bad: 'a: 1', good: 'a: 2', said: ['warning a is 1'] } as const;
  const pages = rulePages([{ title: 'Compose files', rules: [rule] }], new Map([[rule.id, example]]));
  expect(pages.get(pageOf(rule.id))).toContain(
    '## Example\n\nBad:\n\n```yaml\na: 1\n```\n\n```text\nwarning a is 1\n```\n\nGood:\n\n```yaml\na: 2\n```\n',
  );
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

  // As the pages are on the disk: their examples come from the cases of the rules (scripts/ruleExamples.js).
  it.each(rules.filter(({ id }) => id !== 'unreadable-file'))(
    '$id has a bad and a good example',
    ({ id }) => {
      const written = readFileSync(new URL(`../../${pageOf(id)}`, import.meta.url), 'utf8');
      const [, bad, good] =
        /^Bad:\n\n```\w+\n([\s\S]+?)\n```\n[\s\S]*^Good:\n\n```\w+\n([\s\S]+?)\n```\n/m.exec(written) ?? [];
      expect(bad?.length).toBeGreaterThan(0);
      expect(good).not.toBe(bad);
      expect(good?.length).toBeGreaterThan(0);
    },
  );

  it('a file that cannot be read is not told to hold a comment', () => {
    expect(pages.get(pageOf('unreadable-file'))).not.toContain('bindstack-disable-next-line');
  });
});
