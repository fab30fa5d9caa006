import type { Context } from '../../../context.ts';
import { impatient } from './patience.ts';
import { type CheckResult, type DoctorReport, reportOf } from './report.ts';

type Needs = Pick<Context, 'cwd' | 'env' | 'run' | 'signal'>;

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
  context: Needs,
  look: (patient: Needs) => Promise<readonly CheckResult[]>,
): Promise<DoctorReport> {
  const checks = await look({ ...context, run: impatient(context.run) });
  context.signal.throwIfAborted();
  return reportOf(checks);
}
