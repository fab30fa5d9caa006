import type { RULE_GROUPS } from '../allRules.ts';
import { pageOf } from '../documentation.ts';

type Groups = typeof RULE_GROUPS;

/** The list of rules as text, one block per group: id, severity, whether `--fix` can fix it, and what it finds. */
export function ruleListText(groups: Groups): string {
  const rules = groups.flatMap((group) => group.rules);
  const widest = (words: readonly string[]) => Math.max(0, ...words.map(({ length }) => length));
  const ids = widest(rules.map(({ id }) => id));
  const severities = widest(rules.map(({ severity }) => severity));
  return groups
    .filter((group) => group.rules.length > 0)
    .map(({ title, rules: own }) =>
      [
        title,
        ...own.map(({ id, severity, fixable, summary }) =>
          ['', id.padEnd(ids), severity.padEnd(severities), fixable ? '--fix' : '     ', summary].join('  '),
        ),
      ].join('\n'),
    )
    .join('\n\n');
}

/** The list of rules as JSON, for programs. */
export function ruleListJson(groups: Groups): string {
  const rules = groups.flatMap(({ title, rules: own }) =>
    own.map(({ id, severity, fixable = false, summary, why, fix, evidence }) => ({
      id,
      group: title,
      severity,
      fixable,
      summary,
      why,
      fix,
      evidence,
      docs: pageOf(id),
    })),
  );
  return JSON.stringify({ rules });
}
