import { Failure } from '../errors.ts';
import type { LintResult } from './lint.ts';

/** What Compose refuses a file for, whatever is in it. */
const STRUCTURE = new Set([
  'compose-schema',
  'compose-variable',
  'duplicate-key',
  'compose-include-conflict',
  'yaml-syntax',
]);

/** What keeps a changed file from being loaded, or Weaviate from reaching the inference service. */
export const NOT_TO_LEAVE = new Set([...STRUCTURE, 'bind-api-network', 'resource-conflict']);

/** @throws Failure `refused-by-compose` (refused), naming the line */
export function refuseBroken(
  { findings }: LintResult,
  what: string,
  rules: ReadonlySet<string> = STRUCTURE,
  without: readonly string[] = [],
): void {
  const fault = findings.find(
    ({ rule, severity }) => severity === 'error' && rules.has(rule) && !without.includes(rule),
  );
  if (!fault) return;
  throw new Failure('refused', {
    code: 'refused-by-compose',
    message: `${fault.file}:${fault.line}: ${fault.message}`,
    detail: `${what}. Nothing was changed.`,
    suggestion: fault.suggestion,
  });
}
