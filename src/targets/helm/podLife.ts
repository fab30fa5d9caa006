import type { Pod } from './objects.ts';
import { currentContainer } from './podStage.ts';

/** One run of a container, from its start to its end: what a log belongs to. */
export interface PodLife {
  readonly pod: string;
  readonly container: string;
  /** Differs for each run of each container, also where a pod of the same name has taken the place of another. */
  readonly id: string;
  readonly isRunning: boolean;
}

/** The run that a pod is at; why it has no log yet, where it has none. */
export function lifeOf(pod: Pod): PodLife | { readonly pod: string; readonly silent: string } {
  const { name, uid } = pod.metadata;
  const status = currentContainer(pod)?.status;
  const hasBegun = status?.state.waiting === undefined || status.lastState.terminated !== undefined;
  if (status === undefined || !hasBegun)
    return { pod: name, silent: status?.state.waiting?.reason || pod.status.phase };
  return {
    pod: name,
    container: status.name,
    id: [uid, status.name, status.restartCount].join('/'),
    isRunning: status.state.running !== undefined,
  };
}
