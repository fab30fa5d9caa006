import { kubectl, orInOwnFile } from '../../advice.ts';
import type { Cause, DiagnosisContext } from '../../cause.ts';
import type { EventObservation } from '../../cluster.ts';
import type { AnalyzedPod } from '../../clusterServices.ts';
import { type LineMatch, lastMatch, plainLines, tail } from '../../lines.ts';

/** What the kubelet says of a container that it cannot make, or of a volume that it cannot mount. */
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
      const waits = containers.some(({ state }) => state === 'waiting' || state === 'none');
      if (!waits) return undefined;
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

/** What came after the last image: the kubelet mounts the volumes before it pulls, and says nothing when it has. */
function sinceImage(events: readonly EventObservation[]): readonly EventObservation[] {
  return events.slice(events.findLastIndex(({ reason }) => /^Pull(?:ing|ed)$/.test(reason)) + 1);
}

/** Why a container cannot be made: what it needs from the namespace is missing, or a volume does not come. */
export const CONFIG_CAUSES: readonly Cause<AnalyzedPod>[] = [
  preparationCause(
    'secret-key-missing',
    /couldn't find key (?<key>\S+) in (?<kind>Secret|ConfigMap) (?<name>\S+)/,
    ({ group }, context) => ({
      message: `the ${group('kind')} ${group('name')} has no key ${group('key')}`,
      cause: 'A variable of the container is taken from it; the key has the name of the variable.',
      suggestion: `bindstack up --target helm makes the Secret from .env; ${kubectl(context, `describe ${group('kind').toLowerCase()} ${group('name').split('/').at(-1)}`)} shows its keys`,
    }),
  ),
  preparationCause('secret-missing', /secret "(?<name>[^"]+)" not found/, ({ group }, context) => ({
    message: `there is no Secret ${group('name')} in the namespace`,
    cause: 'The values name it (envSecrets, imagePullSecrets), and nobody has made it.',
    suggestion: `bindstack up --target helm makes it from .env; by hand: ${kubectl(context, `create secret generic ${group('name')} --from-env-file=FILE`)}`,
  })),
  preparationCause('config-map-missing', /configmap "(?<name>[^"]+)" not found/, ({ group }, context) => ({
    message: `there is no ConfigMap ${group('name')} in the namespace`,
    cause: 'The pod needs it, and it was not made or was deleted.',
    suggestion: `bindstack up --target helm makes what the chart brings; ${kubectl(context, 'get configmaps')}`,
  })),
  preparationCause(
    'volume-elsewhere',
    /Multi-Attach error for volume "(?<name>[^"]+)"/,
    ({ group }, context) => ({
      message: `the volume ${group('name')} is still attached to another node`,
      cause: 'A volume of one node (ReadWriteOnce) moves only when the pod before has ended.',
      suggestion: `${kubectl(context, 'get pods -o wide')} shows who holds it; of a dead node: kubectl delete node NODE frees it after some minutes`,
    }),
    sinceImage,
  ),
  preparationCause(
    'volume-mount',
    /(?:MountVolume\.\S+|AttachVolume\.\S+|Unable to attach or mount volumes).+/,
    ({ line }, context) => ({
      message: 'a volume cannot be mounted',
      cause: `The kubelet says: ${line}.`,
      suggestion: `${kubectl(context, 'get pvc')}; see that the storage driver runs on the node`,
    }),
    sinceImage,
  ),
  preparationCause(
    'container-config',
    /^(?:Error: )?container has runAsNonRoot.+|cannot be verified as non-root.*/,
    ({ line }) => ({
      message: 'a container may not run as its image wants',
      cause: `The kubelet says: ${line}. The image of Weaviate runs as root.`,
      suggestion: 'mend securityContext in the values: runAsUser must be a number that is not 0',
    }),
  ),
];

/** What busybox says where the kernel, or a sandbox around it, allows no change. */
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
      message: 'the node does not let the pod change its kernel settings',
      cause:
        'The chart raises vm.max_map_count of the node in a privileged init container; this node forbids it.',
      evidence: line,
      suggestion: `${context.advice.withFlags('--no-sysctl-init')}, and sysctl -w vm.max_map_count=524288 on each node by who runs it`,
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
      cause: 'Nothing else of the pod starts before it has succeeded; the end of its log tells why.',
      evidence: tail(lines) ?? end?.message,
      suggestion: `${kubectl(context, `logs ${subject.pod.name} -c ${init.name}`)} shows more`,
    };
  },
};

/** The kubelet: `Container bind-inference failed liveness probe, will be restarted`. */
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
      // What the kernel has killed for memory answers no probe either.
      const isMemory = killed.some(
        ({ terminated, lastTerminated }) => (terminated ?? lastTerminated)?.reason === 'OOMKilled',
      );
      // Most of its ends were its own doing: they tell more than a kill of long ago.
      const kills = events.filter(isKill).reduce((sum, { count }) => sum + count, 0);
      const isOther = killed.some(({ restarts }) => restarts > kills + 1);
      if (isMemory || isOther) return undefined;
      const name = pod.workload ?? pod.name;
      const isInference = context.inference?.name === pod.workload;
      return {
        message: `Kubernetes killed ${kill.container ?? 'a container'} of ${pod.name}, because its ${probe} probe failed`,
        cause: isInference
          ? 'While the model loads, its port is closed: a probe that begins too early kills it again and again.'
          : 'It did not answer as often as the probe allows: it loads too long, hangs, or has too little CPU.',
        evidence: kill.message,
        suggestion: `${orInOwnFile(context.advice.withFlags('--start-period 1200s'), flag)}; ${context.advice.logs(name)}; ${kubectl(context, `describe pod ${pod.name}`)}`,
      };
    },
  };
}

/** Why a container that was made does not come up: an init container fails, or a probe kills it. */
export const START_CAUSES: readonly Cause<AnalyzedPod>[] = [
  sysctlRefused,
  initFailed,
  probeKillCause('liveness', 'livenessProbe.initialDelaySeconds: 1200'),
  probeKillCause('startup', 'startupProbe.failureThreshold'),
];
