import type { CheckResult } from '../../../src/targets/shared/preflight/report.ts';

/** A result in a line: `fail: not running`. */
export function told({ status, found }: CheckResult): string {
  return `${status}: ${found}`;
}
