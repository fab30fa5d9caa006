export type CheckStatus = 'pass' | 'warn' | 'fail' | 'skip';

/** One requirement of the stack, and what was found. */
export interface CheckResult {
  /** Stable name for scripts: `engine`, `port-http`, … */
  readonly id: string;
  /** Name for the user: `Docker engine`. */
  readonly title: string;
  readonly status: CheckStatus;
  /** What was found, or why the check was skipped. */
  readonly found: string;
  readonly needed: string;
  /** What to do: the exact command, flag or key; null if nothing has to be done. */
  readonly suggestion: string | null;
}

/** Found instead of a generated file. `doctor` may run before `generate`; `up` itself reports what it needs. */
export const NOT_GENERATED = 'not generated yet';

/** The report of `bindstack doctor`, which `up` also checks before it starts anything. */
export interface DoctorReport {
  /** Whether no check fails. */
  readonly ok: boolean;
  readonly checks: readonly CheckResult[];
}

/** Makes the possible results of one check. */
export interface CheckOutcomes {
  pass(found: string): CheckResult;
  warn(found: string, suggestion: string): CheckResult;
  fail(found: string, suggestion: string): CheckResult;
  skip(why: string): CheckResult;
}

/** Defines one check. */
export function defineCheck(id: string, title: string, needed: string): CheckOutcomes {
  const result =
    (status: CheckStatus) =>
    (found: string, suggestion: string | null = null): CheckResult => ({
      id,
      title,
      status,
      found,
      needed,
      suggestion,
    });
  return { pass: result('pass'), warn: result('warn'), fail: result('fail'), skip: result('skip') };
}

export function reportOf(checks: readonly CheckResult[]): DoctorReport {
  return { ok: checks.every(({ status }) => status !== 'fail'), checks };
}
