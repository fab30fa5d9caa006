import type { Context } from '../../../context.ts';
import { Failure } from '../../../errors.ts';
import { type RunTarget, targetFlag } from '../../../options/runTargets.ts';
import { type CheckResult, type DoctorReport, reportOf } from './report.ts';
import { withTimeout } from './timeouts.ts';

/** The parts of the context that checks may use. */
export type PreflightContext = Pick<Context, 'cwd' | 'env' | 'run' | 'signal'>;

export interface PreflightOptions {
  /** `--weaviate-binary`, for the target `embedded`. */
  readonly weaviateBinary?: string | undefined;
  /**
   * Target `compose`: check the configuration instead of the files on disk, for example to see what given flags would
   * need. Otherwise existing files are checked, because they are what `up` starts.
   */
  readonly ignoreFiles?: boolean;
  /** `--chart`, for the target `helm`. */
  readonly chart?: string | undefined;
}

/**
 * Checks whether a stack can run, with the checks of its target. Changes nothing; every probe ends after some seconds;
 * expected problems (no engine, no network, a port in use) are results, not exceptions.
 */
export async function preflight(
  context: PreflightContext,
  checks: (checkContext: PreflightContext) => Promise<readonly CheckResult[]>,
): Promise<DoctorReport> {
  const results = await checks({ ...context, run: withTimeout(context.run) });
  context.signal.throwIfAborted();
  return reportOf(results);
}

/** Error codes of failed checks: the same that the launch itself uses. */
const ENVIRONMENT_CODES: Readonly<Record<string, string>> = {
  docker: 'no-docker',
  engine: 'no-engine',
  compose: 'no-compose',
  'weaviate-binary': 'no-weaviate-binary',
  kubectl: 'no-kubectl',
  helm: 'no-helm',
  cluster: 'no-cluster',
  chart: 'no-chart',
  'storage-class': 'no-storage-class',
};

/** Checks of the input, not of the machine: these exit with code 2, as the launch itself would. */
const USAGE_CODES: Readonly<Record<string, string>> = {
  'compose-file': 'bad-compose-file',
  'values-file': 'bad-values-file',
  'api-key': 'no-api-key',
  'backup-credentials': 'no-backup-credentials',
  'inference-mode': 'embedded-container',
};

function codeOf({ id }: CheckResult): string {
  return USAGE_CODES[id] ?? ENVIRONMENT_CODES[id] ?? (id.startsWith('port-') ? 'port-taken' : 'preflight');
}

/** A failed check in one or two lines; the first one is already in the message. */
function detailOf({ title, found, needed, suggestion }: CheckResult, isFirst: boolean): string {
  if (isFirst) return `needed: ${needed}`;
  const line = `also: ${title}: ${found} (needed: ${needed})`;
  return suggestion === null ? line : `${line}\n  try: ${suggestion}`;
}

/**
 * Why `up` does not start: the first failed check, with all failed checks in the detail.
 * @param target the target, and where it would run: `this machine`
 * @returns undefined if no check failed
 */
export function failureFromPreflight(
  { checks }: DoctorReport,
  { name, place }: { readonly name: RunTarget; readonly place: string },
): Failure | undefined {
  const failed = checks.filter(({ status }) => status === 'fail');
  const [first] = failed;
  if (first === undefined) return undefined;
  const isUsage = first.id in USAGE_CODES;
  const more = failed.length > 1 ? ` (and ${failed.length - 1} more)` : '';
  const subject = isUsage ? '' : `${place} cannot run the stack: `;
  return new Failure(isUsage ? 'usage' : 'environment', {
    code: codeOf(first),
    message: `${subject}${first.title}: ${first.found}${more}`,
    detail: failed.map((check) => detailOf(check, check === first)).join('\n'),
    suggestion: first.suggestion ?? `bindstack doctor${targetFlag(name)}`,
  });
}
