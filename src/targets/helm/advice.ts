import { type Advice, kubectl, orInOwnFile, suggestedMemory } from '../../diagnosis/advice.ts';
import type { AnalyzedService, Situation } from '../../diagnosis/situation.ts';
import { dockerSize, kubernetesSize } from '../../formats/size.ts';

const UP = 'bindstack up --target helm';

function withFlags(flags: string): string {
  return `bindstack generate ${flags}, then ${UP}`;
}

/** Where the chart has the memory limit of a service. */
function limitKey({ role, name }: AnalyzedService): string {
  if (role === 'weaviate') return 'resources.limits.memory';
  return role === 'inference'
    ? 'modules.multi2vec-bind.resources.limits.memory'
    : `resources.limits.memory of ${name}`;
}

/** What to do about a release of the chart: with kubectl, in values.yaml. */
export function helmAdvice(situation: Situation): Advice {
  const { services, weaviate } = situation;
  const dataDirectory = 'the chart mounts the volume at /var/lib/weaviate';
  const inferenceAddress = 'the values must lead to it: modules.multi2vec-bind.enabled or inferenceUrl';

  function logs(name: string): string {
    const service = services.find((one) => one.name === name);
    if (service?.pod === undefined) return kubectl(situation, 'get pods');
    return kubectl(situation, `logs ${service.pod}${(service.restarts ?? 0) > 0 ? ' --previous' : ''}`);
  }

  function moreMemory(service: AnalyzedService): string {
    if (service.role === 'other') return `raise ${limitKey(service)}`;
    const size = suggestedMemory(service);
    const flag = service.role === 'weaviate' ? '--weaviate-memory' : '--inference-memory';
    return orInOwnFile(
      `${withFlags(`${flag} ${dockerSize(size)}`)}; a node must have as much: ${kubectl(situation, 'describe nodes')}`,
      `${limitKey(service)}: ${kubernetesSize(size)}`,
    );
  }

  return {
    program: 'helm',
    file: 'values.yaml',

    up: UP,
    afterInterruption: `${UP} starts again`,
    moreTime: `${UP} --timeout 1200s`,
    longerStartPeriod: orInOwnFile(withFlags('--start-period 1200s'), 'livenessProbe.initialDelaySeconds'),
    applyEnv: UP,
    withFlags,
    restart: (service) =>
      kubectl(
        situation,
        `rollout restart ${service === weaviate?.name ? 'statefulset' : 'deployment'}/${service}`,
      ),

    moreDetails: `${kubectl(situation, 'get pods,events')} shows more`,
    cpuUsage: kubectl(situation, 'top pods'),
    logs,
    killed: ({ name }) => `${logs(name)} shows its end`,
    crashLoop: ({ name, pod }) => `${kubectl(situation, `describe pod ${pod ?? name}`)} shows its events`,

    variable: (name, value) => `env.${name}: "${value}" in the values`,
    enableModule: (name) => `modules.${name}.enabled: true in the values`,
    anonymousAccessOff: 'authentication.anonymous_access.enabled: false',
    checkSettings: 'bindstack validate values.yaml; or bindstack generate --force for a fresh file',
    nodeNameChanged:
      'the name of the pod is its name: install under the release and fullnameOverride that made the data; or without the data: bindstack destroy --target helm, which deletes them',
    portOwner: 'Something in the same container, or on the machine with network_mode: host, listens on it.',
    otherClusterPort: (stop) =>
      `${stop}, or another CLUSTER_GOSSIP_BIND_PORT, CLUSTER_DATA_BIND_PORT, RAFT_PORT, RAFT_INTERNAL_RPC_PORT`,

    inferenceAddress,
    inferenceName: `${kubectl(situation, 'get services')} shows the names; ${inferenceAddress}`,
    startInference: () =>
      `${kubectl(situation, 'get deployments,pods')}: modules.multi2vec-bind.replicas must be 1 or more; ${inferenceAddress}`,
    inferenceLoading: (service) =>
      `Kubernetes starts Weaviate again until the model is there; ${logs(service)} shows how far it is, and probes must wait for it: --start-period 1200s`,
    inferenceStopped: (service) =>
      `${kubectl(situation, 'get deployments,pods')}; ${logs(service)} tells why it does not stay`,
    inferenceGone: (service) => `${logs(service)} shows how it ended`,

    moreMemory,
    reduceMemoryUse: (service) => `import in smaller batches, and ${moreMemory(service)}`,
    diskFull: `a larger volume: ${withFlags('--storage-size 64Gi')}, where the storage class allows it; ${kubectl(situation, 'get pvc')}`,
    diskNearlyFull: `a larger volume (${kubectl(situation, 'get pvc')})`,
    dataDirectory,
    dataOwner: `securityContext.fsGroup in the values gives the volume to the user of the pod; or initContainers.ensureFileOwnershipContainer.enabled: true; ${dataDirectory}`,
    dataReadOnly:
      'remove readOnlyRootFilesystem from containerSecurityContext, or see why the volume is mounted read-only',
    wrongPlatform: () =>
      'a node selector for the right nodes (kubernetes.io/arch), or an image of both; Weaviate and multi2vec-bind are published for linux/amd64 and linux/arm64',
  };
}
