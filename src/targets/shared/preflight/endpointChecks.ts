import type { Context } from '../../../context.ts';
import type { RunTarget } from '../../../options/runTargets.ts';
import { decideModel, decideReady, decideUrl, decideVector } from './endpoint.ts';
import { lookAtEndpoint } from './endpointLook.ts';
import type { CheckResult } from './report.ts';

/** The checks of an inference server that exists already; none where there is none. */
export async function endpointChecks(
  context: Pick<Context, 'signal'>,
  url: string | undefined,
  target: RunTarget,
): Promise<CheckResult[]> {
  if (url === undefined) return [];
  const address = decideUrl(url, target);
  // What a pod reaches, this machine need not, and the other way round.
  if (!URL.canParse(url) || target === 'helm') return [address];
  const { ready, meta, vector } = await lookAtEndpoint(context, url);
  return [address, decideReady(url, ready, target), decideModel(meta), decideVector(vector)];
}
