import type { ClusterEvent, ContainerStatus, Pod } from './objects.ts';

/** How far a pod has got. */
export type Stage = 'scheduling' | 'creating' | 'pulling' | 'waiting' | 'loading' | 'ready' | 'failed';

export interface PodStage {
  readonly stage: Stage;
  /** What the pod is doing, or why it is stuck, in a few words. */
  readonly detail: string;
}

/** Reasons of a waiting container that do not resolve themselves. */
const PERMANENT_REASONS: ReadonlySet<string> = new Set([
  'ImagePullBackOff',
  'InvalidImageName',
  'ErrImageNeverPull',
  'CrashLoopBackOff',
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
]);

/** The current container of a pod: the first one that is not done. */
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
  if (end.reason === 'OOMKilled') return 'ran out of memory and was killed';
  return `exited with code ${end.exitCode}`;
}

/**
 * The image size in `Successfully pulled image … Image size: 4512345678 bytes.`, the only event that contains it.
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

/** @param restarts restarts before this launch, which do not count */
export function stageOf(pod: Pod, events: readonly ClusterEvent[], restarts = 0): PodStage {
  const { phase, conditions } = pod.status;
  const conditionOf = (type: string) => conditions.find((one) => one.type === type);
  if (conditionOf('Ready')?.status === 'True') return { stage: 'ready', detail: 'ready' };
  if (phase === 'Failed') {
    const { reason, message } = pod.status;
    return { stage: 'failed', detail: [reason || 'failed', message].filter(Boolean).join(': ') };
  }
  const scheduled = conditionOf('PodScheduled');
  if (pod.spec.nodeName === undefined) {
    if (scheduled?.reason === 'Unschedulable')
      return { stage: 'scheduling', detail: `no node fits: ${firstSentence(scheduled.message)}` };
    return { stage: 'scheduling', detail: 'waiting for a node' };
  }
  const current = currentContainer(pod);
  if (current === undefined) return { stage: 'creating', detail: `being created on ${pod.spec.nodeName}` };
  const { status, isInit } = current;
  const { waiting, running, terminated } = status.state;
  if (waiting && PERMANENT_REASONS.has(waiting.reason)) {
    return {
      stage: 'failed',
      detail: [waiting.reason, exitText(status) || waiting.message].filter(Boolean).join(': '),
    };
  }
  if (waiting?.reason === 'ErrImagePull')
    return { stage: 'pulling', detail: `${waiting.message || 'the pull failed'}` };
  if (waiting && isPulling(pod, events))
    return { stage: 'pulling', detail: `pulling ${imageOf(pod, status)}` };
  if (status.lastState.terminated?.reason === 'OOMKilled' && status.restartCount > restarts) {
    return { stage: 'failed', detail: 'ran out of memory and was killed' };
  }
  if (status.restartCount - restarts >= 2) {
    return { stage: 'failed', detail: `restarted ${status.restartCount} times; ${exitText(status)}` };
  }
  if (waiting) return { stage: 'creating', detail: waiting.message || 'creating its container' };
  if (terminated && terminated.exitCode !== 0) return { stage: 'creating', detail: exitText(status) };
  if (isInit) return { stage: 'waiting', detail: `${status.name} must finish first` };
  const again = status.restartCount > restarts ? `, restarted (${exitText(status)})` : '';
  return {
    stage: running ? 'loading' : 'creating',
    detail: running ? `running, not ready yet${again}` : 'starting',
  };
}

/** The image that a container specifies; its status may contain the digest instead. */
function imageOf(pod: Pod, { name, image }: ContainerStatus): string {
  const asked = [...pod.spec.containers, ...pod.spec.initContainers].find((one) => one.name === name);
  return asked?.image ?? image;
}

/** The rest of the message is about preemption and does not help. */
function firstSentence(text: string): string {
  return text.split(/\. /)[0] ?? text;
}

/** One run of a container, from its start to its exit; each run has its own log. */
export interface ContainerRun {
  readonly pod: string;
  readonly container: string;
  /** Unique per run, even if a new pod has the same name. */
  readonly id: string;
  readonly isRunning: boolean;
}

/** The current run of a pod, or the reason why it has no log yet. */
export function currentRun(pod: Pod): ContainerRun | { readonly pod: string; readonly noLogReason: string } {
  const { name, uid } = pod.metadata;
  const status = currentContainer(pod)?.status;
  const hasStarted = status?.state.waiting === undefined || status.lastState.terminated !== undefined;
  if (status === undefined || !hasStarted)
    return { pod: name, noLogReason: status?.state.waiting?.reason || pod.status.phase };
  return {
    pod: name,
    container: status.name,
    id: [uid, status.name, status.restartCount].join('/'),
    isRunning: status.state.running !== undefined,
  };
}
