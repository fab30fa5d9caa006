import type { Context } from '../../context.ts';
import { diagnose } from '../../diagnosis/diagnose.ts';
import type { Observation, Phase } from '../../diagnosis/observation.ts';
import { Failure } from '../../errors.ts';
import { CommandFailed, LaunchFailure } from '../shared/launchFailure.ts';
import { helmAdvice } from './advice.ts';
import { type Cluster, commandLine } from './cluster.ts';
import { helmRollback, type ListedRelease } from './helmCommand.ts';
import { observeKubernetes, servicesOf } from './observeKubernetes.ts';
import type { Workload } from './workloads.ts';

/** Weaviate's responses, if it was asked. */
export type WeaviateResponses = Pick<Observation, 'ready' | 'meta'>;

export interface FailedRelease {
  readonly cluster: Cluster;
  readonly phase: Phase;
  readonly workloads: readonly Workload[];
  /** The release before this launch, if it was working. */
  readonly previous: ListedRelease | undefined;
  readonly responses?: WeaviateResponses | undefined;
}

/** Diagnoses a failed launch from what the cluster shows; returns other errors unchanged. */
export async function diagnosedFailure(
  context: Pick<Context, 'run'>,
  { cluster, phase, workloads, previous, responses }: FailedRelease,
  error: unknown,
): Promise<unknown> {
  const failedCommand = error instanceof CommandFailed ? error : undefined;
  if (!failedCommand && !(error instanceof Failure && error.code === 'not-ready')) return error;
  const observation = await observeKubernetes(context, cluster, {
    workloads: new Set(workloads.map(({ name }) => name)),
    phase,
    ...(responses && { responses }),
    command: failedCommand?.command,
  });
  const [first, ...others] = diagnose(observation, helmAdvice);
  if (!first) return error;
  const note =
    previous?.status === 'deployed'
      ? `to go back to the previous revision: ${commandLine(helmRollback(cluster, previous.revision))}`
      : undefined;
  return new LaunchFailure([first, ...others], servicesOf(observation), error, note);
}
