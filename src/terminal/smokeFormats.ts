import type { SmokeReport } from '../smoke/report.ts';
import { smokeJunit } from './smokeJunit.ts';

const FORMATS = {
  json: (report: SmokeReport) => JSON.stringify(report),
  junit: smokeJunit,
} as const;

type SmokeFormat = keyof typeof FORMATS;

/** Names of the formats of a smoke test's report. */
export const SMOKE_FORMATS = Object.keys(FORMATS) as readonly SmokeFormat[];

/** A smoke test in a format, without a line break at the end. */
export function formatSmoke(format: SmokeFormat, report: SmokeReport): string {
  return FORMATS[format](report);
}
