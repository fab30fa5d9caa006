import { fixRound } from './fixRound.ts';
import { kindOfText } from './kind.ts';
import { type LintInput, type LintResult, lint } from './lint.ts';
import type { LocatedFinding } from './rule.ts';
import { SEVERITIES, type Severity } from './rule.ts';

export interface FixResult {
  /** New texts by name of the file; only files that changed. */
  readonly texts: ReadonlyMap<string, string>;
  /** What is found in the fixed files. */
  readonly result: LintResult;
  /** Whether fixes were not tried, since so much of the text would have to be read for them. */
  readonly isIncomplete: boolean;
}

/** The removals of a rule are a round by themselves; more rounds than this are a circle. */
const MAX_ROUNDS = 100;

/**
 * Characters that are read to fix files, beyond those of the first look: a small file is read as often as its fixes
 * need, one of a megabyte a few times. What is not fixed then is left, and still found.
 */
const MAX_CHARACTERS_READ = 6_000_000;

/** A file with thousands of findings takes longer to look at than its length tells. */
const CHARACTERS_PER_FINDING = 100;

/** To make a single fix its file is parsed before and after, and then looked at. */
const READS_PER_SINGLE_FIX = 3;

/** Files in a certain state, and what is found in them. */
interface State {
  readonly input: LintInput;
  readonly result: LintResult;
}

/** Whether a finding is to be fixed. */
type FindingFilter = (rule: string, finding: LocatedFinding) => boolean;

/** Which fixes may be made. */
interface FixOptions {
  readonly isWanted: FindingFilter;
  /** Whether a file may be changed. */
  readonly isEditable: (name: string) => boolean;
  readonly budget: ReadBudget;
}

/** What may still be read. */
class ReadBudget {
  #left = MAX_CHARACTERS_READ;
  #isExhausted = false;

  /** Whether something was not read because of the bound. */
  get isExhausted(): boolean {
    return this.#isExhausted;
  }

  /** How often so much text may be read; asked where a fix is about to be tried. */
  readonly readsLeft = (length: number): number => {
    const times = Math.floor(this.#left / Math.max(1, length));
    if (times < 1) this.#isExhausted = true;
    return times;
  };

  /** @param times how often the text is read, with what making the fix reads of it */
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
 * Makes the certain fixes of a file and of the files merged over it, until none is left. A fix is left out where its
 * result could not be proven (see `applyChange`), and where the file would be no better for it (see `improves`).
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
  return { texts, result, isIncomplete: allowed.budget.isExhausted };
}

/** The fixes; without those that remove something where nothing would then tell what kind of file it is. */
function fixKeepingKind(before: State, allowed: FixOptions): State {
  const fixed = (given: FixOptions) => fixTogether(before, given) ?? fixOneByOne(before, given);
  const state = fixed(allowed);
  const { name, text } = before.input;
  if (state.input.text === text || kindOfText(name, state.input.text) !== undefined) return state;
  if (kindOfText(name, text) === undefined) return state;
  const removes = ({ changes }: LocatedFinding) => changes.some(({ op }) => op === 'remove');
  return fixed({ ...allowed, isWanted: (rule, one) => allowed.isWanted(rule, one) && !removes(one) });
}

/** Every fix that can be made; undefined where that comes to no end, or where each must be judged by itself. */
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

/** The fixes that each leave the file better than it was, together with the fixes of what they bring up. */
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

/** A finding fixed, and whatever its fix has brought up; undefined where something of that stays. */
function fixWithFollowUps(before: State, finding: LocatedFinding, allowed: FixOptions): State | undefined {
  let state = before;
  let next: LocatedFinding | undefined = finding;
  for (let round = 0; next && round < MAX_ROUNDS; round += 1) {
    if (allowed.budget.readsLeft(lengthOf(state.input)) < 1) return undefined;
    const input = fixRound(state.input, [next], allowed.budget.readsLeft);
    if (input === state.input) return undefined;
    state = allowed.budget.lint(input, READS_PER_SINGLE_FIX);
    if (isImprovement(state, before)) return state;
    const grown = worsenedRules(state.result, before.result);
    const left = fixableFindings(state, allowed);
    // One fault may be found at two places, and be gone only when both are fixed.
    next = left.find(({ rule }) => grown.has(rule)) ?? left.find(({ rule }) => rule === finding.rule);
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
 * Fewer findings of some severity, and nothing new that is as grave: what could not be read before an error was fixed may
 * now be worth a warning.
 */
function isImprovement({ result: after }: State, { result: before }: State): boolean {
  const better = SEVERITIES.findIndex((least) => countAtLeast(after, least) < countAtLeast(before, least));
  return better >= 0 && worsenedRules(after, before, SEVERITIES.slice(0, better + 1)).size === 0;
}

/** How many findings, of a rule or of all, are of a severity or a graver one. */
function countAtLeast(result: LintResult, least: Severity, rule = ANY_RULE): number {
  const counts = countsCache.get(result) ?? countBySeverityAndRule(result);
  countsCache.set(result, counts);
  return counts.get(`${least} ${rule}`) ?? 0;
}

/** Every rule together. */
const ANY_RULE = '*';

/** Counted once: each fix asks for each rule. */
const countsCache = new WeakMap<LintResult, ReadonlyMap<string, number>>();

function countBySeverityAndRule({ findings }: LintResult): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { severity, rule } of findings) {
    for (const least of SEVERITIES.slice(SEVERITIES.indexOf(severity))) {
      for (const key of [rule, ANY_RULE])
        counts.set(`${least} ${key}`, (counts.get(`${least} ${key}`) ?? 0) + 1);
    }
  }
  return counts;
}

/** Rules that find more than before, or graver things. Places and messages say nothing: a fix changes both. */
function worsenedRules(
  after: LintResult,
  before: LintResult,
  severities: readonly Severity[] = SEVERITIES,
): Set<string> {
  const rules = new Set(after.findings.map(({ rule }) => rule));
  return new Set(
    [...rules].filter((rule) =>
      severities.some((least) => countAtLeast(after, least, rule) > countAtLeast(before, least, rule)),
    ),
  );
}
