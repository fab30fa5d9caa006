import { Failure } from '../errors.ts';
import { ruleOf } from '../lint/allRules.ts';
import { fix } from '../lint/fix.ts';
import type { LintInput, LintResult } from '../lint/lint.ts';
import type { LocatedFinding } from '../lint/rule.ts';
import { applyChanges } from '../yaml/apply.ts';
import type { Change } from '../yaml/change.ts';
import type { Part } from '../yaml/source.ts';

/** What Compose refuses a file for, whatever is in it. */
const STRUCTURAL_RULES = new Set([
  'compose-schema',
  'compose-variable',
  'duplicate-key',
  'compose-include-conflict',
  'yaml-syntax',
]);

/** What keeps a changed file from being loaded, or Weaviate from reaching the inference service. */
export const BLOCKING_RULES = new Set([...STRUCTURAL_RULES, 'bind-api-network', 'resource-conflict']);

/** @throws Failure `refused-by-compose` (refused), naming the line */
export function refuseBroken(
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

/** @throws Failure (refused) where the file is written in a way that cannot be changed safely */
export function changedText(input: LintInput, wanted: readonly Change[], part?: Part): string {
  // What several services share by an anchor is changed once.
  const changes = [...new Map(wanted.map((change) => [JSON.stringify(change), change])).values()];
  const text = applyChanges(input.text, changes, part);
  if (text !== undefined) return text;
  throw new Failure('refused', {
    code: 'cannot-edit',
    message: `${input.name} is written in a way that cannot be changed without touching more of it`,
    detail: changes.map((change) => `wanted: ${change.op} ${change.path.join('.')}`).join('\n'),
    suggestion: 'write the blocks that are named in several lines (no { }), or by hand',
  });
}

/** The text with the fixes that belong to `add`, of those that concern what was asked for, and what is found in it. */
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
