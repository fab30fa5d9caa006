import { readableSize } from '../../../formats/size.ts';
import { kubectl, kubectlForCluster } from '../../advice.ts';
import type { Cause, DiagnosisContext, Explanation } from '../../cause.ts';
import type { AnalyzedPod } from '../../clusterServices.ts';

/** `The node was low on resource: memory. Threshold quantity: …` (kubelet eviction). */
const evicted: Cause<AnalyzedPod> = {
  code: 'evicted',
  rank: 'cause',
  find({ pod }, context) {
    if (pod.reason !== 'Evicted') return undefined;
    const resource = /low on resource: (?<name>[\w./-]*\w)/.exec(pod.message ?? '')?.groups?.['name'];
    return {
      message: `the node evicted the pod ${pod.name}${resource === undefined ? '' : `: it was low on ${resource}`}`,
      cause: 'A node that runs low on a resource evicts pods, first those that use more than they requested.',
      evidence: pod.message,
      suggestion: `${kubectlForCluster(context, 'describe nodes')} shows DiskPressure and MemoryPressure: free disk space or use a larger node; ${kubectl(context, `delete pod ${pod.name}`)} removes the evicted pod; requests equal to the limits protect a pod (to write them: bindstack generate)`,
    };
  },
};

/** The node does not report, so the state of its pods is unknown. */
const nodeNotReady: Cause<AnalyzedPod> = {
  code: 'node-not-ready',
  rank: 'cause',
  find({ pod, cluster }, context) {
    const node = cluster.nodes?.find(({ name }) => name === pod.node);
    const ready = node?.conditions.find(({ type }) => type === 'Ready');
    if (ready === undefined || ready.status === 'True') return undefined;
    return {
      message: `the node ${pod.node ?? ''} of the pod ${pod.name} is not ready`,
      cause: `The cluster says: ${ready.message ?? ready.reason ?? ready.status}.`,
      evidence: ready.message,
      suggestion: `${kubectlForCluster(context, `describe node ${pod.node ?? ''}`)} shows details; restart the node or its kubelet; if it does not come back, kubectl delete node lets its pods start elsewhere`,
    };
  },
};

/** The node of a pod has failed or evicted it. */
export const NODE_CAUSES: readonly Cause<AnalyzedPod>[] = [evicted, nodeNotReady];

/** The scheduler's message about a pod that fits on no node. */
function schedulerMessage({ pod }: AnalyzedPod): string | undefined {
  return pod.conditions.find(({ type, reason }) => type === 'PodScheduled' && reason === 'Unschedulable')
    ?.message;
}

function totalRequest({ pod }: AnalyzedPod, resource: string): number {
  return pod.containers.reduce((sum, { requests }) => sum + (requests[resource] ?? 0), 0);
}

/** The most that any node has of a resource; undefined if the user is not allowed to read nodes. */
function largestAllocatable({ cluster }: AnalyzedPod, resource: string): number | undefined {
  return cluster.nodes && Math.max(0, ...cluster.nodes.map(({ allocatable }) => allocatable[resource] ?? 0));
}

function unschedulableCause(
  kind: string,
  pattern: RegExp,
  explain: (subject: AnalyzedPod, context: DiagnosisContext) => Omit<Explanation, 'message'>,
): Cause<AnalyzedPod> {
  return {
    code: `unschedulable${kind === '' ? '' : `-${kind}`}`,
    rank: 'cause',
    find(subject, context) {
      const reason = schedulerMessage(subject);
      if (reason === undefined || !pattern.test(reason)) return undefined;
      return {
        message: `no node can run the pod ${subject.pod.name}`,
        evidence: reason,
        ...explain(subject, context),
      };
    },
  };
}

function explainMemory(subject: AnalyzedPod): string {
  const most = largestAllocatable(subject, 'memory');
  const has = most === undefined ? '' : `; the largest node has ${readableSize(most)}, part of it in use`;
  return `No node has the memory that it requests: ${readableSize(totalRequest(subject, 'memory'))}${has}.`;
}

/** The scheduler finds no node. Each node may have another reason; the scarcest resource explains most. */
export const UNSCHEDULABLE_CAUSES: readonly Cause<AnalyzedPod>[] = [
  unschedulableCause('gpu', /Insufficient (?:nvidia|amd)\.com\/\S+/, (subject, context) => ({
    cause:
      largestAllocatable(subject, 'nvidia.com/gpu') === 0
        ? 'It requests a GPU, and no node offers one: nvidia.com/gpu appears on a node once the NVIDIA device plugin runs there.'
        : 'It requests more GPUs than any node has free; a pod that is being replaced keeps its GPU until it terminates.',
    suggestion: `${kubectlForCluster(context, 'describe nodes')} shows nvidia.com/gpu: install the NVIDIA device plugin or GPU operator, request fewer (--gpus 1), or use the CPU: ${context.advice.withFlags('--no-cuda')}`,
  })),
  unschedulableCause('memory', /Insufficient memory/, (subject, context) => ({
    cause: explainMemory(subject),
    suggestion: `${kubectlForCluster(context, 'describe nodes')} shows what is in use; use a larger node, or request less if that is enough: ${context.advice.withFlags('--inference-memory 10g --weaviate-memory 2g')}`,
  })),
  unschedulableCause('cpu', /Insufficient cpu/, (subject, context) => ({
    cause: `No node has the free CPUs that it requests: ${totalRequest(subject, 'cpu')}.`,
    suggestion: `${kubectlForCluster(context, 'describe nodes')} shows what is in use; use a larger node, or request less: ${
      subject.pod.workload === context.weaviate?.name
        ? `resources.requests.cpu in values-override.yaml, then ${context.advice.up}`
        : context.advice.withFlags('--inference-cpus 1')
    }`,
  })),
  unschedulableCause('storage', /Insufficient ephemeral-storage/, (_subject, context) => ({
    cause: 'No node has the ephemeral storage that it requests.',
    suggestion: `${kubectlForCluster(context, 'describe nodes')} shows ephemeral-storage: use a node with a larger disk`,
  })),
  unschedulableCause(
    'volume',
    /volume node affinity conflict|node\(s\) exceed max volume count/,
    (_subject, context) => ({
      cause: 'Its volume is in another zone, or on another node, than the nodes that could run it.',
      suggestion: `${kubectl(context, 'get pvc')} and ${kubectlForCluster(context, 'get pv -o wide')} show where; add a node there, or use a class with volumeBindingMode: WaitForFirstConsumer`,
    }),
  ),
  // About the nodes that match the selector; it excludes the others on purpose.
  unschedulableCause('taint', /untolerated taint|had taint|were unschedulable/, ({ cluster }, context) => ({
    cause: `The nodes do not accept it${cluster.nodes === undefined ? '' : `: ${cluster.nodes.flatMap(({ name, taints, unschedulable: cordoned }) => [...taints.map((taint) => `${name} ${taint}`), ...(cordoned ? [`${name} is cordoned`] : [])]).join(', ')}`}.`,
    suggestion: `tolerate the taint: ${context.advice.withFlags('--toleration KEY=VALUE:NoSchedule')}; or remove it: ${kubectlForCluster(context, 'taint nodes NODE KEY-')}; a cordoned node: ${kubectlForCluster(context, 'uncordon NODE')}`,
  })),
  unschedulableCause(
    'affinity',
    /didn't match Pod's node affinity|didn't match pod (?:anti-)?affinity|didn't satisfy existing pods anti-affinity|didn't match pod topology/,
    (_subject, context) => ({
      cause:
        'No node has the labels that its node selector or affinity requires, or other pods keep it away.',
      suggestion: `${kubectlForCluster(context, 'get nodes --show-labels')} shows the labels; fix --node-selector (kubernetes.nodeSelector) or affinity in the values`,
    }),
  ),
  unschedulableCause('pods', /Too many pods/, () => ({
    cause: 'Every node already runs as many pods as its kubelet allows.',
    suggestion: 'add a node, or raise maxPods of the kubelet',
  })),
  // Any other reason: only the scheduler's message is known.
  unschedulableCause('', /./, ({ pod }, context) => ({
    cause: 'The line below is the reason given by the scheduler.',
    suggestion: `${kubectl(context, `describe pod ${pod.name}`)} shows details`,
  })),
];
