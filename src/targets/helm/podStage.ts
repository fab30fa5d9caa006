import type { ClusterEvent, ContainerStatus, Pod } from './objects.ts';

/** How far a pod has come. */
export type Stage = 'scheduling' | 'creating' | 'pulling' | 'waiting' | 'loading' | 'ready' | 'failed';

export interface PodStage {
  readonly stage: Stage;
  /** What it does, or why it does not, in a few words. */
  readonly seen: string;
}

/** Reasons of a waiting container that do not go away by themselves. */
const PERMANENT_REASONS: ReadonlySet<string> = new Set([
  'ImagePullBackOff',
  'InvalidImageName',
  'ErrImageNeverPull',
  'CrashLoopBackOff',
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
]);

/** The container that a pod is at: the first one that is not done. */
function currentContainer(
  pod: Pod,
): { readonly status: ContainerStatus; readonly isInit: boolean } | undefined {
  const init = pod.status.initContainerStatuses.find(({ state }) => state.terminated?.exitCode !== 0);
  if (init) return { status: init, isInit: true };
  const status = pod.status.containerStatuses.find(({ ready }) => !ready) ?? pod.status.containerStatuses[0];
  return status && { status, isInit: false };
}

function exitText({ lastState, state }: ContainerStatus): string {
  const end = state.terminated ?? lastState.terminated;
  if (end === undefined) return '';
  if (end.reason === 'OOMKilled') return 'killed for lack of memory';
  return `it ended with exit code ${end.exitCode}`;
}

/**
 * The size of an image in `Successfully pulled image … Image size: 4512345678 bytes.`; the kubelet tells it only then.
 * @returns bytes
 */
export function pulledSize(events: readonly ClusterEvent[], pod: string): number | undefined {
  const texts = events.filter(
    ({ reason, involvedObject }) => reason === 'Pulled' && involvedObject.name === pod,
  );
  const bytes = /Image size: (\d+) bytes/.exec(texts.at(-1)?.message ?? '')?.[1];
  return bytes === undefined ? undefined : Number(bytes);
}

function isPulling(pod: Pod, events: readonly ClusterEvent[]): boolean {
  const own = events.filter(({ involvedObject }) => involvedObject.name === pod.metadata.name);
  const count = (reason: string) => own.filter((event) => event.reason === reason).length;
  return count('Pulling') > count('Pulled');
}

/** @param restarts those that the pod had before this launch, which it is not to be blamed for */
export function stageOf(pod: Pod, events: readonly ClusterEvent[], restarts = 0): PodStage {
  const { phase, conditions } = pod.status;
  const conditionOf = (type: string) => conditions.find((one) => one.type === type);
  if (conditionOf('Ready')?.status === 'True') return { stage: 'ready', seen: 'ready' };
  if (phase === 'Failed') {
    const { reason, message } = pod.status;
    return { stage: 'failed', seen: [reason || 'failed', message].filter(Boolean).join(': ') };
  }
  const scheduled = conditionOf('PodScheduled');
  if (pod.spec.nodeName === undefined) {
    if (scheduled?.reason === 'Unschedulable')
      return { stage: 'scheduling', seen: `no node fits: ${firstSentence(scheduled.message)}` };
    return { stage: 'scheduling', seen: 'waits for a node' };
  }
  const current = currentContainer(pod);
  if (current === undefined) return { stage: 'creating', seen: `on ${pod.spec.nodeName}: being created` };
  const { status, isInit } = current;
  const { waiting, running, terminated } = status.state;
  if (waiting && PERMANENT_REASONS.has(waiting.reason)) {
    return {
      stage: 'failed',
      seen: [waiting.reason, exitText(status) || waiting.message].filter(Boolean).join(': '),
    };
  }
  if (waiting?.reason === 'ErrImagePull')
    return { stage: 'pulling', seen: `${waiting.message || 'the pull failed'}` };
  if (waiting && isPulling(pod, events)) return { stage: 'pulling', seen: `pulling ${imageOf(pod, status)}` };
  if (status.lastState.terminated?.reason === 'OOMKilled' && status.restartCount > restarts) {
    return { stage: 'failed', seen: 'killed for lack of memory' };
  }
  if (status.restartCount - restarts >= 2) {
    return { stage: 'failed', seen: `started ${status.restartCount} times again; ${exitText(status)}` };
  }
  if (waiting) return { stage: 'creating', seen: waiting.message || 'its container is being made' };
  if (terminated && terminated.exitCode !== 0) return { stage: 'creating', seen: exitText(status) };
  if (isInit) return { stage: 'waiting', seen: `${status.name} runs first` };
  const again = status.restartCount > restarts ? `, started again (${exitText(status)})` : '';
  return {
    stage: running ? 'loading' : 'creating',
    seen: running ? `runs, not ready yet${again}` : 'starting',
  };
}

/** The image that a container asks for; the status may name it by its digest. */
function imageOf(pod: Pod, { name, image }: ContainerStatus): string {
  const asked = [...pod.spec.containers, ...pod.spec.initContainers].find((one) => one.name === name);
  return asked?.image ?? image;
}

/** What comes after it is about preemption, which helps nobody. */
function firstSentence(text: string): string {
  return text.split(/\. /)[0] ?? text;
}

/** One run of a container, from its start to its end: what a log belongs to. */
export interface ContainerRun {
  readonly pod: string;
  readonly container: string;
  /** Differs for each run of each container, also where a pod of the same name has taken the place of another. */
  readonly id: string;
  readonly isRunning: boolean;
}

/** The run that a pod is at; why it has no log yet, where it has none. */
export function currentRun(pod: Pod): ContainerRun | { readonly pod: string; readonly silent: string } {
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
