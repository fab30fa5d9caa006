import type { RunTarget } from '../options/runTargets.ts';
import type { Target } from './target.ts';

const LOAD: Readonly<Record<RunTarget, () => Promise<Target>>> = {
  compose: async () => (await import('./compose/composeTarget.ts')).composeTarget,
  helm: async () => (await import('./helm/helmTarget.ts')).helmTarget,
  embedded: async () => (await import('./embedded/embeddedTarget.ts')).embeddedTarget,
};

/** The implementation of a target, of which only the one that is asked for is read. */
export async function targetOf(name: RunTarget): Promise<Target> {
  return LOAD[name]();
}
