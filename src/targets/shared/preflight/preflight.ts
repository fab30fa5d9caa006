import type { Context } from '../../../context.ts';
import { Failure } from '../../../errors.ts';
import { type RunTarget, targetFlag } from '../../../options/runTargets.ts';
import { type CheckResult, type DoctorReport, reportOf } from './report.ts';
import { withTimeout } from './timeouts.ts';

/** What checks may touch. */
export type PreflightContext = Pick<Context, 'cwd' | 'env' | 'run' | 'signal'>;

export interface PreflightOptions {
  /** `--weaviate-binary`, for the target `embedded`. */
  readonly weaviateBinary?: string | undefined;
  /**
   * Target `compose`: judge the configuration and not the files on disk, as for flags that were given to see what
   * they would need. Otherwise the files count where they are there, since they are what `up` starts.
   */
  readonly ignoreFiles?: boolean;
  /** `--chart`, for the target `helm`. */
  readonly chart?: string | undefined;
}

/**
 * Looks whether a stack can run, by the checks of its target. Nothing is changed, every look ends after some seconds,
 * and what is expected of machines (no engine, no network, a port that is taken) is a result and not an exception.
 */
export async function preflight(
  context: PreflightContext,
  checks: (patient: PreflightContext) => Promise<readonly CheckResult[]>,
): Promise<DoctorReport> {
  const results = await checks({ ...context, run: withTimeout(context.run) });
  context.signal.throwIfAborted();
  return reportOf(results);
}

/** Names of failures that scripts know from the launcher itself. */
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

/** Checks that are not about the machine but about what was asked of it: exit 2, as the launcher ends by itself. */
const USAGE_CODES: Readonly<Record<string, string>> = {
  'compose-file': 'bad-compose-file',
  'values-file': 'bad-values-file',
  'api-key': 'no-api-key',
  'inference-mode': 'embedded-container',
};

function codeOf({ id }: CheckResult): string {
  return USAGE_CODES[id] ?? ENVIRONMENT_CODES[id] ?? (id.startsWith('port-') ? 'port-taken' : 'preflight');
}

/** A failing check in one line, or in two with what would mend it; the first one stands in the message already. */
function detailOf({ title, found, needed, suggestion }: CheckResult, isFirst: boolean): string {
  if (isFirst) return `needed: ${needed}`;
  const line = `also: ${title}: ${found} (needed: ${needed})`;
  return suggestion === null ? line : `${line}\n  try: ${suggestion}`;
}

/**
 * Why `up` does not begin: the first check that fails, with all of them in the detail.
 * @param target what was to run the stack, and where: `this machine`
 * @returns undefined where nothing fails
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
