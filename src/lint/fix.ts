import { oneRound } from './fixRound.ts';
import { kindOfText } from './kind.ts';
import { type LintInput, type LintResult, lint } from './lint.ts';
import type { LocatedFinding } from './rule.ts';
import { SEVERITIES, type Severity } from './rule.ts';

export interface Fixed {
  /** New texts by name of the file; only files that changed. */
  readonly texts: ReadonlyMap<string, string>;
  /** What is found in the fixed files. */
  readonly result: LintResult;
  /** Whether fixes were not tried, since so much of the text would have to be read for them. */
  readonly isCutShort: boolean;
}

/** The removals of a rule are a round by themselves; more rounds than this are a circle. */
const MAX_ROUNDS = 100;

/**
 * Characters that are read to fix files, beyond those of the first look: a small file is read as often as its fixes
 * need, one of a megabyte a few times. What is not fixed then is left, and still found.
 */
const READ_AT_MOST = 6_000_000;

/** A file with thousands of findings takes longer to look at than its length tells. */
const PER_FINDING = 100;

/** To make a single fix its file is parsed before and after, and then looked at. */
const READ_FOR_ONE = 3;

/** Files in a certain state, and what is found in them. */
interface State {
  readonly input: LintInput;
  readonly result: LintResult;
}

/** Whether a finding is to be fixed. */
type Wanted = (rule: string, finding: LocatedFinding) => boolean;

/** Which fixes may be made. */
interface Allowed {
  readonly wanted: Wanted;
  /** Whether a file may be changed. */
  readonly editable: (name: string) => boolean;
  readonly effort: Effort;
}

/** What may still be read. */
class Effort {
  #left = READ_AT_MOST;
  #isCutShort = false;

  /** Whether something was not read because of the bound. */
  get isCutShort(): boolean {
    return this.#isCutShort;
  }

  /** How often so much text may be read; asked where a fix is about to be tried. */
  readonly timesFor = (length: number): number => {
    const times = Math.floor(this.#left / Math.max(1, length));
    if (times < 1) this.#isCutShort = true;
    return times;
  };

  /** @param times how often the text is read, with what making the fix reads of it */
  lint(input: LintInput, times = 1): State {
    const result = lint(input);
    this.#left -= times * (lengthOf(input) + PER_FINDING * result.findings.length);
    return { input, result };
  }
}

function lengthOf({ text, over = [] }: LintInput): number {
  return over.reduce((sum, file) => sum + file.text.length, text.length);
}

/**
 * Makes the certain fixes of a file and of the files merged over it, until none is left. A fix is left out where its
 * result could not be proven (see `applyChange`), and where the file would be no better for it (see `improves`).
 * @param editable whether a file may be changed
 */
export function fix(
  input: LintInput,
  wanted: Wanted,
  editable: (name: string) => boolean = () => true,
): Fixed {
  const before: State = { input, result: lint(input) };
  const allowed: Allowed = { wanted, editable, effort: new Effort() };
  const { input: after, result } = keepingKind(before, allowed);
  const texts = new Map<string, string>();
  for (const [file, old] of [
    [after, input] as const,
    ...(after.over ?? []).map((file, i) => [file, input.over?.[i]] as const),
  ]) {
    if (old && file.text !== old.text) texts.set(file.name, file.text);
  }
  return { texts, result, isCutShort: allowed.effort.isCutShort };
}

/** The fixes; without those that remove something where nothing would then tell what kind of file it is. */
function keepingKind(before: State, allowed: Allowed): State {
  const fixed = (given: Allowed) => allAtOnce(before, given) ?? oneByOne(before, given);
  const state = fixed(allowed);
  const { name, text } = before.input;
  if (state.input.text === text || kindOfText(name, state.input.text) !== undefined) return state;
  if (kindOfText(name, text) === undefined) return state;
  const removes = ({ changes }: LocatedFinding) => changes.some(({ op }) => op === 'remove');
  return fixed({ ...allowed, wanted: (rule, one) => allowed.wanted(rule, one) && !removes(one) });
}

/** Every fix that can be made; undefined where that comes to no end, or where each must be judged by itself. */
function allAtOnce(before: State, allowed: Allowed): State | undefined {
  let state = before;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const next = oneRound(state.input, fixable(state, allowed), allowed.effort.timesFor);
    if (next === state.input) {
      return state === before ||
        (improves(state, before) && grownRules(state.result, before.result).size === 0)
        ? state
        : undefined;
    }
    state = allowed.effort.lint(next);
  }
  return undefined;
}

/** The fixes that each leave the file better than it was, together with the fixes of what they bring up. */
function oneByOne(before: State, allowed: Allowed): State {
  let state = before;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const next = firstThatImproves(state, allowed);
    if (!next) break;
    state = next;
  }
  return state;
}

function firstThatImproves(state: State, allowed: Allowed): State | undefined {
  for (const finding of fixable(state, allowed)) {
    if (allowed.effort.timesFor(lengthOf(state.input)) < 1) return undefined;
    const next = withFollowers(state, finding, allowed);
    if (next) return next;
  }
  return undefined;
}

/** A finding fixed, and whatever its fix has brought up; undefined where something of that stays. */
function withFollowers(before: State, finding: LocatedFinding, allowed: Allowed): State | undefined {
  let state = before;
  let next: LocatedFinding | undefined = finding;
  for (let round = 0; next && round < MAX_ROUNDS; round += 1) {
    if (allowed.effort.timesFor(lengthOf(state.input)) < 1) return undefined;
    const input = oneRound(state.input, [next], allowed.effort.timesFor);
    if (input === state.input) return undefined;
    state = allowed.effort.lint(input, READ_FOR_ONE);
    if (improves(state, before)) return state;
    const grown = grownRules(state.result, before.result);
    const left = fixable(state, allowed);
    // One fault may be found at two places, and be gone only when both are fixed.
    next = left.find(({ rule }) => grown.has(rule)) ?? left.find(({ rule }) => rule === finding.rule);
  }
  return undefined;
}

function fixable({ result: { findings } }: State, { wanted, editable }: Allowed): LocatedFinding[] {
  return findings.filter(
    (one) => one.changes.length > 0 && wanted(one.rule, one) && editable(one.source?.name ?? ''),
  );
}

/**
 * Fewer findings of some severity, and nothing new that is as grave: what could not be read before an error was fixed may
 * now be worth a warning.
 */
function improves({ result: after }: State, { result: before }: State): boolean {
  const better = SEVERITIES.findIndex((least) => gravity(after, least) < gravity(before, least));
  return better >= 0 && grownRules(after, before, SEVERITIES.slice(0, better + 1)).size === 0;
}

/** How many findings, of a rule or of all, are of a severity or a graver one. */
function gravity(result: LintResult, least: Severity, rule = ALL): number {
  const counts = COUNTS.get(result) ?? counted(result);
  COUNTS.set(result, counts);
  return counts.get(`${least} ${rule}`) ?? 0;
}

/** Every rule together. */
const ALL = '*';

/** Counted once: each fix asks for each rule. */
const COUNTS = new WeakMap<LintResult, ReadonlyMap<string, number>>();

function counted({ findings }: LintResult): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { severity, rule } of findings) {
    for (const least of SEVERITIES.slice(SEVERITIES.indexOf(severity))) {
      for (const key of [rule, ALL]) counts.set(`${least} ${key}`, (counts.get(`${least} ${key}`) ?? 0) + 1);
    }
  }
  return counts;
}

/** Rules that find more than before, or graver things. Places and messages say nothing: a fix changes both. */
function grownRules(
  after: LintResult,
  before: LintResult,
  severities: readonly Severity[] = SEVERITIES,
): Set<string> {
  const rules = new Set(after.findings.map(({ rule }) => rule));
  return new Set(
    [...rules].filter((rule) =>
      severities.some((least) => gravity(after, least, rule) > gravity(before, least, rule)),
    ),
  );
}
