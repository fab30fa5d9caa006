import { type Advice, kubectl, orInOwnFile, suggestedMemory } from '../../diagnosis/advice.ts';
import type { AnalyzedService, Situation } from '../../diagnosis/situation.ts';
import { dockerSize, kubernetesSize } from '../../formats/size.ts';

const UP = 'bindstack up --target helm';

function withFlags(flags: string): string {
  return `bindstack generate ${flags}, then ${UP}`;
}

/** The key of the chart with the memory limit of a service. */
function limitKey({ role, name }: AnalyzedService): string {
  if (role === 'weaviate') return 'resources.limits.memory';
  return role === 'inference'
    ? 'modules.multi2vec-bind.resources.limits.memory'
    : `resources.limits.memory of ${name}`;
}

/** Advice for a release of the chart: kubectl commands and keys of values.yaml. */
export function helmAdvice(situation: Situation): Advice {
  const { services, weaviate } = situation;
  const dataDirectory = 'the chart mounts the volume at /var/lib/weaviate';
  const inferenceAddress =
    'in the values, set modules.multi2vec-bind.enabled: true, or inferenceUrl to its address';

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
      `${withFlags(`${flag} ${dockerSize(size)}`)}; a node must have that much memory: ${kubectl(situation, 'describe nodes')}`,
      `${limitKey(service)}: ${kubernetesSize(size)}`,
    );
  }

  return {
    program: 'helm',
    file: 'values.yaml',

    up: UP,
    afterInterruption: `to start again: ${UP}`,
    moreTime: `${UP} --timeout 1200s`,
    longerStartPeriod: orInOwnFile(withFlags('--start-period 1200s'), 'livenessProbe.initialDelaySeconds'),
    applyEnv: UP,
    withFlags,
    restart: (service) =>
      kubectl(
        situation,
        `rollout restart ${service === weaviate?.name ? 'statefulset' : 'deployment'}/${service}`,
      ),

    moreDetails: `${kubectl(situation, 'get pods,events')} shows details`,
    cpuUsage: kubectl(situation, 'top pods'),
    logs,
    killed: ({ name }) => `${logs(name)}, which shows its last lines`,
    crashLoop: ({ name, pod }) => `${kubectl(situation, `describe pod ${pod ?? name}`)} shows its events`,

    variable: (name, value) => `env.${name}: "${value}" in the values`,
    enableModule: (name) => `modules.${name}.enabled: true in the values`,
    anonymousAccessOff: 'authentication.anonymous_access.enabled: false',
    checkSettings: 'bindstack validate values.yaml; or generate the file again: bindstack generate --force',
    nodeNameChanged:
      'a Weaviate node is named after its pod: install with the release name and fullnameOverride that created the data; or delete the data: bindstack destroy --target helm',
    portOwner:
      'Another process in the same container, or on the node with hostNetwork: true, is listening on it.',
    otherClusterPort: (stop) =>
      `${stop}, or set another CLUSTER_GOSSIP_BIND_PORT, CLUSTER_DATA_BIND_PORT, RAFT_PORT, RAFT_INTERNAL_RPC_PORT`,

    inferenceAddress,
    inferenceName: `${kubectl(situation, 'get services')} lists the names; ${inferenceAddress}`,
    startInference: () =>
      `${kubectl(situation, 'get deployments,pods')}; modules.multi2vec-bind.replicas must be at least 1; ${inferenceAddress}`,
    inferenceLoading: (service) =>
      `Kubernetes restarts Weaviate until the model is loaded; ${logs(service)}, which shows the progress; if probes kill it while it loads: --start-period 1200s`,
    inferenceStopped: (service) =>
      `${kubectl(situation, 'get deployments,pods')}; ${logs(service)}, which shows why it stops`,
    inferenceGone: (service) => `${logs(service)}, which shows how it exited`,

    moreMemory,
    reduceMemoryUse: (service) => `import in smaller batches, and ${moreMemory(service)}`,
    diskFull: `use a larger volume: ${withFlags('--storage-size 64Gi')}, if the storage class allows it; ${kubectl(situation, 'get pvc')}`,
    diskNearlyFull: `use a larger volume (${kubectl(situation, 'get pvc')})`,
    dataDirectory,
    dataOwner: `set securityContext.fsGroup in the values, which gives the pod's group access to the volume; or initContainers.ensureFileOwnershipContainer.enabled: true; ${dataDirectory}`,
    dataReadOnly:
      'remove readOnlyRootFilesystem from containerSecurityContext, or find out why the volume is mounted read-only',
    wrongPlatform: () =>
      'set a node selector for nodes with the right kubernetes.io/arch, or use a multi-platform image; Weaviate and multi2vec-bind are published for linux/amd64 and linux/arm64',
  };
}
