import { expect } from 'vitest';
import { MODALITIES } from '../../src/facts/modalities.ts';
import type { SmokeCheckResult, SmokeReport } from '../../src/smoke/report.ts';
import { type CommandResult, stackTrace } from './command.ts';

/** Ids of all checks for all modalities, in order. Scripts rely on them. */
export const CHECK_IDS = [
  'ready',
  'grpc',
  'module',
  'create',
  'import',
  'count',
  'vectors',
  ...MODALITIES.map((modality) => `near-${modality}`),
  'cross-modal',
  'hybrid',
  'own-vector',
  'bad-media',
  'cleanup',
];

/** The report on standard output, which must contain nothing else. */
export function reportOf({ stdout, stderr }: CommandResult): SmokeReport {
  try {
    return JSON.parse(stdout) as SmokeReport;
  } catch {
    throw new Error(`not a report: ${stdout}\n${stderr}`);
  }
}

/** The checks with a status. */
export function checksThat(status: SmokeCheckResult['status'], { checks }: SmokeReport): string[] {
  return checks.filter((check) => check.status === status).map(({ id }) => id);
}

/** The check with an id. */
export function checkOf(id: string, { checks }: SmokeReport): SmokeCheckResult {
  const found = checks.find((check) => check.id === id);
  if (!found) throw new Error(`no check ${id}`);
  return found;
}

/** Expects that this check is the first to fail, with this detail, and that nothing looks like a crash. */
export function expectFailure(result: CommandResult, id: string, detail: RegExp, suggestion = /./): void {
  const report = reportOf(result);
  expect(checksThat('fail', report)[0]).toBe(id);
  const check = checkOf(id, report);
  expect(check.detail).toMatch(detail);
  expect(check.detail).toMatch(new RegExp(`^${check.layer}: `));
  expect(check.suggestion).toMatch(suggestion);
  expect(report.ok).toBe(false);
  expect(result.exitCode).toBe(1);
  // The text for people: what failed first, and why.
  expect(result.stderr).toMatch(/^error: the smoke test failed: /m);
  expect(result.stderr).toContain(check.suggestion);
  expect(stackTrace(result.stderr)).toEqual([]);
}
