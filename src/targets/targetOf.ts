import type { RunTarget } from '../options/runTargets.ts';
import type { Target } from './target.ts';

const LOADERS: Readonly<Record<RunTarget, () => Promise<Target>>> = {
  compose: async () => (await import('./compose/composeTarget.ts')).composeTarget,
  helm: async () => (await import('./helm/helmTarget.ts')).helmTarget,
  embedded: async () => (await import('./embedded/embeddedTarget.ts')).embeddedTarget,
};

/** The implementation of a target; only the requested one is loaded. */
export async function targetOf(name: RunTarget): Promise<Target> {
  return LOADERS[name]();
}
