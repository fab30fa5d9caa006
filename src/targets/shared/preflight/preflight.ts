import type { StackConfig } from '../../../options/table.ts';
import { composeChecks, type Needs } from '../../compose/preflight/composeChecks.ts';
import { embeddedChecks } from '../../embedded/preflight/embeddedChecks.ts';
import { helmChecks } from '../../helm/preflight/helmChecks.ts';
import type { RunTarget } from '../runTarget.ts';
import { impatient } from './patience.ts';
import { type DoctorReport, reportOf } from './report.ts';

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
 * Looks whether this machine can run a stack. Nothing is changed, every look ends after some seconds, and what is
 * expected of machines (no engine, no network, a port that is taken) is a result and not an exception.
 */
export async function preflight(
  context: Needs,
  config: StackConfig,
  target: RunTarget,
  { weaviateBinary, chart, ignoreFiles = false }: PreflightOptions = {},
): Promise<DoctorReport> {
  const patient = { ...context, run: impatient(context.run) };
  const checks = await {
    compose: () => composeChecks(patient, config, !ignoreFiles),
    embedded: () => embeddedChecks(patient, config, weaviateBinary),
    helm: () => helmChecks(patient, config, { chart, filesCount: !ignoreFiles }),
  }[target]();
  context.signal.throwIfAborted();
  return reportOf(checks);
}
