import type { StackConfig } from '../../options/table.ts';
import { composeChecks, type Needs } from './composeChecks.ts';
import { embeddedChecks } from './embeddedChecks.ts';
import { impatient } from './patience.ts';
import { type DoctorReport, reportOf } from './report.ts';

/** What runs a stack; Kubernetes comes with its own file of checks beside the other two. */
export type PreflightTarget = 'compose' | 'embedded';

export interface PreflightOptions {
  /** `--weaviate-binary`, for the target `embedded`. */
  readonly weaviateBinary?: string | undefined;
  /**
   * Target `compose`: judge the configuration and not the files on disk, as for flags that were given to see what
   * they would need. Otherwise the files count where they are there, since they are what `up` starts.
   */
  readonly ignoreFiles?: boolean;
}

/**
 * Looks whether this machine can run a stack. Nothing is changed, every look ends after some seconds, and what is
 * expected of machines (no engine, no network, a port that is taken) is a result and not an exception.
 */
export async function preflight(
  context: Needs,
  config: StackConfig,
  target: PreflightTarget,
  { weaviateBinary, ignoreFiles = false }: PreflightOptions = {},
): Promise<DoctorReport> {
  const patient = { ...context, run: impatient(context.run) };
  const checks =
    target === 'compose'
      ? await composeChecks(patient, config, !ignoreFiles)
      : await embeddedChecks(patient, config, weaviateBinary);
  context.signal.throwIfAborted();
  return reportOf(checks);
}
