import type { StackConfig } from '../../options/table.ts';
import type { Needs } from './composeChecks.ts';
import type { CheckResult } from './report.ts';

export async function helmChecks(
  _context: Needs,
  _config: StackConfig,
  _options: { chart: string | undefined; filesCount: boolean },
): Promise<CheckResult[]> {
  return [];
}
