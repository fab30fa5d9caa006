import type { CheckResult, SmokeReport } from '../../src/smoke/report.ts';
import { MODALITIES } from '../../src/stack/modalities.ts';
import type { CommandResult } from './command.ts';

/** Ids of the checks of a test of every modality, in their order: what the contract promises. */
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

/** The report on standard output, which holds nothing else. */
export function reportOf({ stdout, stderr }: CommandResult): SmokeReport {
  try {
    return JSON.parse(stdout) as SmokeReport;
  } catch {
    throw new Error(`not a report: ${stdout}\n${stderr}`);
  }
}

/** The checks with a status. */
export function checksThat(status: CheckResult['status'], { checks }: SmokeReport): string[] {
  return checks.filter((check) => check.status === status).map(({ id }) => id);
}

/** The check of an id. */
export function checkOf(id: string, { checks }: SmokeReport): CheckResult {
  const found = checks.find((check) => check.id === id);
  if (!found) throw new Error(`no check ${id}`);
  return found;
}
