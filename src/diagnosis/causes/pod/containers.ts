import { kubectl, orInOwnFile } from '../../advice.ts';
import type { Cause, DiagnosisContext } from '../../cause.ts';
import type { EventObservation } from '../../cluster.ts';
import type { AnalyzedPod } from '../../clusterServices.ts';
import { type LineMatch, lastMatch, plainLines, tail } from '../../lines.ts';

/** A cause in the kubelet's messages about a container that it cannot create or a volume that it cannot mount. */
function preparationCause(
  code: string,
  pattern: RegExp,
  explain: (
    match: LineMatch,
    context: DiagnosisContext,
  ) => { message: string; cause: string; suggestion: string },
  relevant = (events: readonly EventObservation[]) => events,
): Cause<AnalyzedPod> {
  return {
    code,
    rank: 'cause',
    find({ events, containers }, context) {
      const isWaiting = containers.some(({ state }) => state === 'waiting' || state === 'none');
      if (!isWaiting) return undefined;
      const lines = [
        ...relevant(events)
          .filter(({ isWarning }) => isWarning)
          .map(({ message }) => message),
        ...containers.flatMap(({ waiting }) =>
          waiting?.reason === 'CreateContainerConfigError' && waiting.message ? [waiting.message] : [],
        ),
      ];
      const match = lastMatch(lines, pattern);
      return match && { evidence: match.line, ...explain(match, context) };
    },
  };
}

/** The events after the last image pull: the kubelet mounts volumes before it pulls, but reports no success. */
function sinceImage(events: readonly EventObservation[]): readonly EventObservation[] {
  return events.slice(events.findLastIndex(({ reason }) => /^Pull(?:ing|ed)$/.test(reason)) + 1);
}

/** A container cannot be created: something it needs from the namespace is missing, or a volume is not mounted. */
export const CONFIG_CAUSES: readonly Cause<AnalyzedPod>[] = [
  preparationCause(
    'secret-key-missing',
    /couldn't find key (?<key>\S+) in (?<kind>Secret|ConfigMap) (?<name>\S+)/,
    ({ group }, context) => ({
      message: `the ${group('kind')} ${group('name')} has no key ${group('key')}`,
      cause: 'A variable of the container is read from it; the key must have the name of the variable.',
      suggestion: `bindstack up --target helm, which creates the Secret from .env; ${kubectl(context, `describe ${group('kind').toLowerCase()} ${group('name').split('/').at(-1)}`)} shows its keys`,
    }),
  ),
  preparationCause('secret-missing', /secret "(?<name>[^"]+)" not found/, ({ group }, context) => ({
    message: `there is no Secret ${group('name')} in the namespace`,
    cause: 'The values refer to it (envSecrets, imagePullSecrets), but it has not been created.',
    suggestion: `bindstack up --target helm, which creates it from .env; by hand: ${kubectl(context, `create secret generic ${group('name')} --from-env-file=FILE`)}`,
  })),
  preparationCause('config-map-missing', /configmap "(?<name>[^"]+)" not found/, ({ group }, context) => ({
    message: `there is no ConfigMap ${group('name')} in the namespace`,
    cause: 'The pod needs it, but it was never created or has been deleted.',
    suggestion: `bindstack up --target helm, which creates those of the chart; ${kubectl(context, 'get configmaps')} lists them`,
  })),
  preparationCause(
    'volume-elsewhere',
    /Multi-Attach error for volume "(?<name>[^"]+)"/,
    ({ group }, context) => ({
      message: `the volume ${group('name')} is still attached to another node`,
      cause: 'A ReadWriteOnce volume can move to another node only after the previous pod has terminated.',
      suggestion: `${kubectl(context, 'get pods -o wide')} shows which pod uses it; if its node is dead: kubectl delete node NODE releases it after some minutes`,
    }),
    sinceImage,
  ),
  preparationCause(
    'volume-mount',
    /(?:MountVolume\.\S+|AttachVolume\.\S+|Unable to attach or mount volumes).+/,
    ({ line }, context) => ({
      message: 'a volume cannot be mounted',
      cause: `The kubelet says: ${line}.`,
      suggestion: `${kubectl(context, 'get pvc')} shows its state; check that the storage driver is running on the node`,
    }),
    sinceImage,
  ),
  preparationCause(
    'container-config',
    /^(?:Error: )?container has runAsNonRoot.+|cannot be verified as non-root.*/,
    ({ line }) => ({
      message: 'a container is not allowed to run as the user of its image',
      cause: `The kubelet says: ${line}. The Weaviate image runs as root.`,
      suggestion: 'fix securityContext in the values: runAsUser must be a number other than 0',
    }),
  ),
];

/** The message of busybox if the kernel, or a sandbox around it, does not allow the change. */
const SYSCTL_ERROR = /sysctl: (?:error setting key|cannot|setting key|permission denied).*/i;

function failedInitContainer({ pod }: AnalyzedPod) {
  const init = pod.initContainers.find(
    ({ terminated, lastTerminated }) => ((terminated ?? lastTerminated)?.exitCode ?? 0) !== 0,
  );
  return init && { init, lines: plainLines(`${init.previousLog ?? ''}\n${init.log ?? ''}`) };
}

const sysctlRefused: Cause<AnalyzedPod> = {
  code: 'sysctl-refused',
  rank: 'cause',
  find(subject, context) {
    const { pod } = subject;
    const line =
      pod.reason === 'SysctlForbidden'
        ? (pod.message ?? pod.reason)
        : lastMatch(failedInitContainer(subject)?.lines ?? [], SYSCTL_ERROR)?.line;
    if (line === undefined) return undefined;
    return {
      message: 'the node does not allow the pod to change kernel settings',
      cause:
        'A privileged init container of the chart raises vm.max_map_count on the node; this node forbids it.',
      evidence: line,
      suggestion: `${context.advice.withFlags('--no-sysctl-init')}, and have an administrator run sysctl -w vm.max_map_count=524288 on each node`,
    };
  },
};

const initFailed: Cause<AnalyzedPod> = {
  code: 'init-container-failed',
  rank: 'cause',
  find(subject, context) {
    const found = failedInitContainer(subject);
    if (!found) return undefined;
    const { init, lines } = found;
    const end = init.terminated ?? init.lastTerminated;
    return {
      message: `the init container ${init.name} of ${subject.pod.name} failed with exit code ${end?.exitCode}`,
      cause: 'The pod starts nothing else until it succeeds; the end of its log shows why it failed.',
      evidence: tail(lines) ?? end?.message,
      suggestion: `${kubectl(context, `logs ${subject.pod.name} -c ${init.name}`)} shows details`,
    };
  },
};

/** A cause for the kubelet's `Container bind-inference failed liveness probe, will be restarted`. */
function probeKillCause(probe: 'liveness' | 'startup', flag: string): Cause<AnalyzedPod> {
  return {
    code: `${probe}-kill`,
    rank: 'cause',
    find({ pod, events, containers }, context) {
      const isKill = ({ reason, message }: EventObservation) =>
        reason === 'Killing' && message.includes(`failed ${probe} probe`);
      const kill = events.findLast(isKill);
      if (!kill) return undefined;
      const killed = containers.filter(({ name }) => kill.container === undefined || name === kill.container);
      // A container that ran out of memory and was killed fails its probes too.
      const isMemory = killed.some(
        ({ terminated, lastTerminated }) => (terminated ?? lastTerminated)?.reason === 'OOMKilled',
      );
      // If it exited by itself most of the time, those exits explain more than an old kill.
      const kills = events.filter(isKill).reduce((sum, { count }) => sum + count, 0);
      const isOther = killed.some(({ restarts }) => restarts > kills + 1);
      if (isMemory || isOther) return undefined;
      const name = pod.workload ?? pod.name;
      const isInference = context.inference?.name === pod.workload;
      return {
        message: `Kubernetes killed ${kill.container ?? 'a container'} of ${pod.name} because its ${probe} probe failed`,
        cause: isInference
          ? 'The port is closed while the model loads: a probe that starts too early kills it again and again.'
          : 'It failed the probe too often: it takes too long to load, hangs, or has too little CPU.',
        evidence: kill.message,
        suggestion: `${orInOwnFile(context.advice.withFlags('--start-period 1200s'), flag)}; ${context.advice.logs(name)}, which shows details, like ${kubectl(context, `describe pod ${pod.name}`)}`,
      };
    },
  };
}

/** A container was created but does not become ready: an init container fails, or a probe kills it. */
export const START_CAUSES: readonly Cause<AnalyzedPod>[] = [
  sysctlRefused,
  initFailed,
  probeKillCause('liveness', 'livenessProbe.initialDelaySeconds: 1200'),
  probeKillCause('startup', 'a higher startupProbe.failureThreshold'),
];
