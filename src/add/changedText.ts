import { Failure } from '../errors.ts';
import { ruleOf } from '../lint/allRules.ts';
import { fix } from '../lint/fix.ts';
import type { LintInput, LintResult } from '../lint/lint.ts';
import type { LocatedFinding } from '../lint/rule.ts';
import { applyChanges } from '../yaml/apply.ts';
import type { Change } from '../yaml/change.ts';
import type { Part } from '../yaml/source.ts';

/** The rules whose errors mean that Compose rejects the file. */
const STRUCTURAL_RULES = new Set([
  'compose-schema',
  'compose-variable',
  'duplicate-key',
  'compose-include-conflict',
  'yaml-syntax',
]);

/** Rules whose errors `add` must not leave behind: Compose cannot load the file, or Weaviate cannot reach ImageBind. */
export const BLOCKING_RULES = new Set([...STRUCTURAL_RULES, 'bind-api-network', 'resource-conflict']);

/** @throws Failure `refused-by-compose` (refused) with the line of the first error of one of the rules */
export function rejectBroken(
  { findings }: LintResult,
  what: string,
  rules: ReadonlySet<string> = STRUCTURAL_RULES,
): void {
  const fault = findings.find(({ rule, severity }) => severity === 'error' && rules.has(rule));
  if (!fault) return;
  throw new Failure('refused', {
    code: 'refused-by-compose',
    message: `${fault.file}:${fault.line}: ${fault.message}`,
    detail: `${what}. Nothing was changed.`,
    suggestion: fault.suggestion,
  });
}

/** @throws Failure `cannot-edit` (refused) if the way the file is written cannot be changed safely */
export function changedText(input: LintInput, wanted: readonly Change[], part?: Part): string {
  // Services that share a value through an anchor make the same change: it is made once.
  const changes = [...new Map(wanted.map((change) => [JSON.stringify(change), change])).values()];
  const text = applyChanges(input.text, changes, part);
  if (text !== undefined) return text;
  throw new Failure('refused', {
    code: 'cannot-edit',
    message: `${input.name} cannot be changed without touching other parts of it`,
    detail: changes.map((change) => `wanted: ${change.op} ${change.path.join('.')}`).join('\n'),
    suggestion: 'rewrite these blocks on several lines, without { }, or make the changes by hand',
  });
}

/**
 * Applies the fixes that are part of `add`.
 * @param concerns whether a finding is about what the user asked `add` for
 * @returns the new text, and the findings that remain in it
 */
export function applyAddFixes(
  input: LintInput,
  concerns: (finding: LocatedFinding) => boolean,
): { readonly text: string; readonly result: LintResult } {
  const { texts, result } = fix(
    input,
    (rule, finding) => Boolean(ruleOf(rule)?.partOfAdd) && concerns(finding),
  );
  return { text: texts.get(input.name) ?? input.text, result };
}
