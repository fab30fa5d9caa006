import { fixRound } from './fixRound.ts';
import { kindOfText } from './kind.ts';
import { type LintInput, type LintResult, lint } from './lint.ts';
import type { LocatedFinding } from './rule.ts';
import { SEVERITIES, type Severity } from './rule.ts';

export interface FixResult {
  /** The new text of each changed file, by file name. */
  readonly texts: ReadonlyMap<string, string>;
  /** The findings that are left in the fixed files. */
  readonly result: LintResult;
  /** How many findings are gone: the fixed ones minus new ones. */
  readonly fixed: number;
  /** Whether some fixes were not tried because the file is too large. */
  readonly isIncomplete: boolean;
}

/** The removals of each rule get their own round. More rounds than this mean that fixes undo each other. */
const MAX_ROUNDS = 100;

/**
 * How many characters may be read to fix files, after the first check. A small file can be read as often as its fixes
 * need, a file of a megabyte only a few times. Findings that are not fixed within this limit are still reported.
 */
const MAX_CHARACTERS_READ = 6_000_000;

/** Each finding costs time too: a file with thousands of them takes longer to check than its length suggests. */
const CHARACTERS_PER_FINDING = 100;

/** A single fix parses the file before and after the change, and then checks it. */
const READS_PER_SINGLE_FIX = 3;

/** Files and the findings in them. */
interface State {
  readonly input: LintInput;
  readonly result: LintResult;
}

/** Whether a finding should be fixed. */
type FindingFilter = (rule: string, finding: LocatedFinding) => boolean;

/** Which fixes may be made. */
interface FixOptions {
  readonly isWanted: FindingFilter;
  /** Whether a file may be changed. */
  readonly isEditable: (name: string) => boolean;
  readonly budget: ReadBudget;
}

/** How many characters may still be read. */
class ReadBudget {
  #left = MAX_CHARACTERS_READ;
  #isExhausted = false;

  /** Whether a read was denied because of the limit. */
  get isExhausted(): boolean {
    return this.#isExhausted;
  }

  /** How often a text of this length may still be read. Call this before trying a fix. */
  readonly readsLeft = (length: number): number => {
    const reads = Math.floor(this.#left / Math.max(1, length));
    if (reads < 1) this.#isExhausted = true;
    return reads;
  };

  /** @param times how often the text is read, including the reads that making the fix takes */
  lint(input: LintInput, times = 1): State {
    const result = lint(input);
    this.#left -= times * (lengthOf(input) + CHARACTERS_PER_FINDING * result.findings.length);
    return { input, result };
  }
}

function lengthOf({ text, overrides = [] }: LintInput): number {
  return overrides.reduce((sum, file) => sum + file.text.length, text.length);
}

/**
 * Applies all certain fixes to a file and to the files merged over it. A fix is skipped if its result cannot be
 * verified (see `applyChange`) or does not improve the file (see `isImprovement`).
 * @param isEditable whether a file may be changed
 */
export function fix(
  input: LintInput,
  isWanted: FindingFilter,
  isEditable: (name: string) => boolean = () => true,
): FixResult {
  const before: State = { input, result: lint(input) };
  const allowed: FixOptions = { isWanted, isEditable, budget: new ReadBudget() };
  const { input: after, result } = fixKeepingKind(before, allowed);
  const texts = new Map<string, string>();
  for (const [file, old] of [
    [after, input] as const,
    ...(after.overrides ?? []).map((file, i) => [file, input.overrides?.[i]] as const),
  ]) {
    if (old && file.text !== old.text) texts.set(file.name, file.text);
  }
  const count = ({ findings }: LintResult) => findings.filter((one) => isWanted(one.rule, one)).length;
  const fixed = Math.max(0, count(before.result) - count(result));
  return { texts, result, fixed, isIncomplete: allowed.budget.isExhausted };
}

/** Applies the fixes, without removals if these would make the kind of the file unrecognizable. */
function fixKeepingKind(before: State, allowed: FixOptions): State {
  const fixed = (given: FixOptions) => fixTogether(before, given) ?? fixOneByOne(before, given);
  const state = fixed(allowed);
  const { name, text } = before.input;
  if (state.input.text === text || kindOfText(name, state.input.text) !== undefined) return state;
  if (kindOfText(name, text) === undefined) return state;
  const removes = ({ changes }: LocatedFinding) => changes.some(({ op }) => op === 'remove');
  return fixed({ ...allowed, isWanted: (rule, one) => allowed.isWanted(rule, one) && !removes(one) });
}

/** Applies every fix possible. Undefined if the rounds do not end, or if the fixes have to be tried one by one. */
function fixTogether(before: State, allowed: FixOptions): State | undefined {
  let state = before;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const next = fixRound(state.input, fixableFindings(state, allowed), allowed.budget.readsLeft);
    if (next === state.input) {
      return state === before ||
        (isImprovement(state, before) && worsenedRules(state.result, before.result).size === 0)
        ? state
        : undefined;
    }
    state = allowed.budget.lint(next);
  }
  return undefined;
}

/** Applies only fixes that improve the file, each together with the fixes of new findings it causes. */
function fixOneByOne(before: State, allowed: FixOptions): State {
  let state = before;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const next = firstImprovement(state, allowed);
    if (!next) break;
    state = next;
  }
  return state;
}

function firstImprovement(state: State, allowed: FixOptions): State | undefined {
  for (const finding of fixableFindings(state, allowed)) {
    if (allowed.budget.readsLeft(lengthOf(state.input)) < 1) return undefined;
    const next = fixWithFollowUps(state, finding, allowed);
    if (next) return next;
  }
  return undefined;
}

/** Fixes a finding and the new findings that its fix causes. Undefined if some of these remain. */
function fixWithFollowUps(before: State, finding: LocatedFinding, allowed: FixOptions): State | undefined {
  let state = before;
  let next: LocatedFinding | undefined = finding;
  for (let round = 0; next && round < MAX_ROUNDS; round += 1) {
    if (allowed.budget.readsLeft(lengthOf(state.input)) < 1) return undefined;
    const input = fixRound(state.input, [next], allowed.budget.readsLeft);
    if (input === state.input) return undefined;
    state = allowed.budget.lint(input, READS_PER_SINGLE_FIX);
    if (isImprovement(state, before)) return state;
    const worsened = worsenedRules(state.result, before.result);
    const left = fixableFindings(state, allowed);
    // One problem may have two findings and disappear only when both are fixed.
    next = left.find(({ rule }) => worsened.has(rule)) ?? left.find(({ rule }) => rule === finding.rule);
  }
  return undefined;
}

function fixableFindings(
  { result: { findings } }: State,
  { isWanted, isEditable }: FixOptions,
): LocatedFinding[] {
  return findings.filter(
    (one) => one.changes.length > 0 && isWanted(one.rule, one) && isEditable(one.source?.name ?? ''),
  );
}

/**
 * Whether there are fewer findings of some severity, and no new ones of that severity or above. New findings below it
 * are fine: after an error is fixed, more of the file can be read and may be worth a warning.
 */
function isImprovement({ result: after }: State, { result: before }: State): boolean {
  const better = SEVERITIES.findIndex(
    (minimum) => countAtLeast(after, minimum) < countAtLeast(before, minimum),
  );
  return better >= 0 && worsenedRules(after, before, SEVERITIES.slice(0, better + 1)).size === 0;
}

/** The number of findings with at least this severity, of one rule or of all. */
function countAtLeast(result: LintResult, minimum: Severity, rule = ANY_RULE): number {
  const counts = countsCache.get(result) ?? countBySeverityAndRule(result);
  countsCache.set(result, counts);
  return counts.get(`${minimum} ${rule}`) ?? 0;
}

/** Counts of all rules together. */
const ANY_RULE = '*';

/** Each fix asks for the counts of each rule, so they are computed once per result. */
const countsCache = new WeakMap<LintResult, ReadonlyMap<string, number>>();

function countBySeverityAndRule({ findings }: LintResult): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { severity, rule } of findings) {
    for (const minimum of SEVERITIES.slice(SEVERITIES.indexOf(severity))) {
      for (const key of [rule, ANY_RULE])
        counts.set(`${minimum} ${key}`, (counts.get(`${minimum} ${key}`) ?? 0) + 1);
    }
  }
  return counts;
}

/** Rules that have more findings than before, or more severe ones. Ignores place and message: a fix changes both. */
function worsenedRules(
  after: LintResult,
  before: LintResult,
  severities: readonly Severity[] = SEVERITIES,
): Set<string> {
  const rules = new Set(after.findings.map(({ rule }) => rule));
  return new Set(
    [...rules].filter((rule) =>
      severities.some((minimum) => countAtLeast(after, minimum, rule) > countAtLeast(before, minimum, rule)),
    ),
  );
}
