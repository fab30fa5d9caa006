import { SEVERITIES } from '../../src/rules/rule.ts';
import type { LintResult } from '../../src/validate/lint.ts';

/** Rules that find more than before, or graver things; of information only where nothing graver has gone, if at all. */
export function introduced(after: LintResult, before: LintResult, infos: boolean): string[] {
  const count = ({ findings }: LintResult, level: number, rule?: string) =>
    findings.filter(
      (one) => SEVERITIES.indexOf(one.severity) <= level && (rule === undefined || one.rule === rule),
    ).length;
  const better = count(after, 1) < count(before, 1);
  const rules = new Set(after.findings.map(({ rule }) => rule));
  return [...rules].filter((rule) =>
    (better || !infos ? [0, 1] : [0, 1, 2]).some(
      (level) => count(after, level, rule) > count(before, level, rule),
    ),
  );
}
