import { applyChanges } from '../edit/apply.ts';
import { type LintInput, type LintResult, lint } from './lint.ts';

export interface Fixed {
  /** New texts by name of the file; only files that changed. */
  readonly texts: ReadonlyMap<string, string>;
  /** What is found in the fixed files. */
  readonly result: LintResult;
}

/** A removal is a round by itself; more rounds than this are a circle. */
const MAX_ROUNDS = 100;

/**
 * Makes the certain repairs of a file and of the files merged over it, until none is left. Of a repair whose
 * result could not be proven (see `applyChange`) nothing is done, and nothing at all where the file would not be
 * better for it.
 * @param wanted whether a finding of this rule is to be mended
 * @param editable whether a file may be changed
 */
export function fix(
  input: LintInput,
  wanted: (rule: string) => boolean,
  editable: (name: string) => boolean = () => true,
): Fixed {
  const texts = new Map<string, string>();
  const before = lint(input);
  let current = input;
  let result = before;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const next = oneRound(current, result, wanted, editable);
    if (next === current) break;
    current = next;
    result = lint(current);
  }
  if (!better(result, before)) return { texts, result: before };
  for (const [file, old] of [
    [current, input] as const,
    ...(current.over ?? []).map((file, i) => [file, input.over?.[i]] as const),
  ]) {
    if (old && file.text !== old.text) texts.set(file.name, file.text);
  }
  return { texts, result };
}

/** Fewer errors, or as many and fewer warnings, or as many and fewer infos. */
function better({ findings: after }: LintResult, { findings: before }: LintResult): boolean {
  for (const severity of ['error', 'warning', 'info'] as const) {
    const count = (findings: LintResult['findings']) =>
      findings.filter((f) => f.severity === severity).length;
    if (count(after) !== count(before)) return count(after) < count(before);
  }
  return false;
}

function oneRound(
  input: LintInput,
  { findings }: LintResult,
  wanted: (rule: string) => boolean,
  editable: (name: string) => boolean,
): LintInput {
  let text = input.text;
  const over = (input.over ?? []).map((file) => ({ ...file }));
  for (const { rule, changes, source } of findings) {
    if (changes.length === 0 || !wanted(rule) || !editable(source?.name ?? '')) continue;
    const file = source?.name === input.name ? undefined : over.find(({ name }) => name === source?.name);
    if (!file && source?.name !== input.name) continue;
    // Paths stay true while a round only sets and adds; what is removed is done alone.
    const removes = changes.some(({ op }) => op === 'remove' || op === 'rename');
    const changed = applyChanges(file?.text ?? text, changes);
    if (changed === undefined) continue;
    if (file) file.text = changed;
    else text = changed;
    if (removes) break;
  }
  if (text === input.text && over.every((file, i) => file.text === input.over?.[i]?.text)) return input;
  return { ...input, text, ...(input.over && { over }) };
}
