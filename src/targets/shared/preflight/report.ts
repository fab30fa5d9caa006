export type CheckStatus = 'pass' | 'warn' | 'fail' | 'skip';

/** One thing that the stack needs of the machine, and what was found. */
export interface CheckResult {
  /** Stable, for scripts: `engine`, `port-http`, … */
  readonly id: string;
  /** For people: `Docker engine`. */
  readonly title: string;
  readonly status: CheckStatus;
  /** What was found or, of a check that was left out, why it was. */
  readonly found: string;
  readonly needed: string;
  /** What to do: the exact command, flag or key; null where nothing has to be done. */
  readonly suggestion: string | null;
}

/** What `bindstack doctor` tells, and what `up` looks at before it starts anything. */
export interface DoctorReport {
  /** Whether no check fails. */
  readonly ok: boolean;
  readonly checks: readonly CheckResult[];
}

/** The results that a check can have. */
export interface CheckOutcomes {
  pass(found: string): CheckResult;
  warn(found: string, suggestion: string): CheckResult;
  fail(found: string, suggestion: string): CheckResult;
  skip(why: string): CheckResult;
}

/** Makes the results of one check. */
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
