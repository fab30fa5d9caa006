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
    const resource = /low on resource: (?<name>[\w.-]+)/.exec(pod.message ?? '')?.groups?.['name'];
    return {
      message: `the node drove out the pod ${pod.name}${resource === undefined ? '' : `: too little ${resource}`}`,
      cause: 'A node that runs short ends pods, those first that use more than they asked for.',
      evidence: pod.message,
      suggestion: `${kubectlForCluster(context, 'describe nodes')} shows DiskPressure and MemoryPressure: free the disk or use a larger node; ${kubectl(context, `delete pod ${pod.name}`)} clears it away; requests as high as limits protect a pod (bindstack generate writes them)`,
    };
  },
};

/** The node does not answer, so that nobody knows how its pods are. */
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
      suggestion: `${kubectlForCluster(context, `describe node ${pod.node ?? ''}`)}; restart it or its kubelet; if it does not come back, kubectl delete node lets its pods start elsewhere`,
    };
  },
};

/** What is wrong with the node of a pod. */
export const NODE_CAUSES: readonly Cause<AnalyzedPod>[] = [evicted, nodeNotReady];

/** What the scheduler says of a pod that it finds no node for. */
function schedulerMessage({ pod }: AnalyzedPod): string | undefined {
  return pod.conditions.find(({ type, reason }) => type === 'PodScheduled' && reason === 'Unschedulable')
    ?.message;
}

function totalRequest({ pod }: AnalyzedPod, resource: string): number {
  return pod.containers.reduce((sum, { requests }) => sum + (requests[resource] ?? 0), 0);
}

/** The most that any node has of a resource; undefined where nodes may not be read. */
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
      const said = schedulerMessage(subject);
      if (said === undefined || !pattern.test(said)) return undefined;
      return {
        message: `no node can take the pod ${subject.pod.name}`,
        evidence: said,
        ...explain(subject, context),
      };
    },
  };
}

function explainMemory(subject: AnalyzedPod): string {
  const most = largestAllocatable(subject, 'memory');
  const has = most === undefined ? '' : `; the largest node has ${readableSize(most)}, part of it taken`;
  return `No node has the memory that it asks for: ${readableSize(totalRequest(subject, 'memory'))}${has}.`;
}

/** In a cluster of several nodes each may have its own reason; the rarest resource tells most. */
export const UNSCHEDULABLE_CAUSES: readonly Cause<AnalyzedPod>[] = [
  unschedulableCause('gpu', /Insufficient (?:nvidia|amd)\.com\/\S+/, (subject, context) => ({
    cause:
      largestAllocatable(subject, 'nvidia.com/gpu') === 0
        ? 'It asks for a GPU, and no node offers one: nvidia.com/gpu appears on a node once the device plugin of NVIDIA runs there.'
        : 'It asks for a GPU, and those of the nodes are too few or taken; a pod that is replaced holds its GPU until it ends.',
    suggestion: `${kubectlForCluster(context, 'describe nodes')} shows nvidia.com/gpu: install the NVIDIA device plugin or GPU operator, ask for less (--gpus 1), or compute on the CPU: ${context.advice.withFlags('--no-cuda')}`,
  })),
  unschedulableCause('memory', /Insufficient memory/, (subject, context) => ({
    cause: explainMemory(subject),
    suggestion: `${kubectlForCluster(context, 'describe nodes')} shows what is taken; a larger node, or ask for less where that can work: ${context.advice.withFlags('--inference-memory 10g --weaviate-memory 2g')}`,
  })),
  unschedulableCause('cpu', /Insufficient cpu/, (subject, context) => ({
    cause: `No node has the CPUs free that it asks for: ${totalRequest(subject, 'cpu')}.`,
    suggestion: `${kubectlForCluster(context, 'describe nodes')} shows what is taken; a larger node, or ask for less: ${
      subject.pod.workload === context.weaviate?.name
        ? `resources.requests.cpu in values-override.yaml, then ${context.advice.up}`
        : context.advice.withFlags('--inference-cpus 1')
    }`,
  })),
  unschedulableCause('storage', /Insufficient ephemeral-storage/, (_subject, context) => ({
    cause: 'No node has the disk for it that it asks for.',
    suggestion: `${kubectlForCluster(context, 'describe nodes')} shows ephemeral-storage: a node with a larger disk`,
  })),
  unschedulableCause(
    'volume',
    /volume node affinity conflict|node\(s\) exceed max volume count/,
    (_subject, context) => ({
      cause: 'Its volume lies in another zone, or on another node, than those that could take the pod.',
      suggestion: `${kubectl(context, 'get pvc')} and ${kubectlForCluster(context, 'get pv -o wide')} show where; a node there, or a class with volumeBindingMode: WaitForFirstConsumer`,
    }),
  ),
  // Of the nodes that are asked for; the selector leaves out the others on purpose.
  unschedulableCause('taint', /untolerated taint|had taint|were unschedulable/, ({ cluster }, context) => ({
    cause: `The nodes keep it away${cluster.nodes === undefined ? '' : `: ${cluster.nodes.flatMap(({ name, taints, unschedulable: cordoned }) => [...taints.map((taint) => `${name} ${taint}`), ...(cordoned ? [`${name} is cordoned`] : [])]).join(', ')}`}.`,
    suggestion: `tolerate the taint: ${context.advice.withFlags('--toleration KEY=VALUE:NoSchedule')}; or free a node: ${kubectlForCluster(context, 'taint nodes NODE KEY-')}, or uncordon NODE`,
  })),
  unschedulableCause(
    'affinity',
    /didn't match Pod's node affinity|didn't match pod (?:anti-)?affinity|didn't satisfy existing pods anti-affinity|didn't match pod topology/,
    (_subject, context) => ({
      cause:
        'No node has the labels that its node selector or affinity asks for, or other pods keep it away.',
      suggestion: `${kubectlForCluster(context, 'get nodes --show-labels')} shows the labels; mend --node-selector (kubernetes.nodeSelector) or affinity in the values`,
    }),
  ),
  unschedulableCause('pods', /Too many pods/, () => ({
    cause: 'Each node runs as many pods as its kubelet allows.',
    suggestion: 'add a node, or raise maxPods of the kubelet',
  })),
  // Any other reason; the scheduler's words are all that is known.
  unschedulableCause('', /./, ({ pod }, context) => ({
    cause: 'The scheduler says why, in the line below.',
    suggestion: `${kubectl(context, `describe pod ${pod.name}`)} shows more`,
  })),
];
