import { readableSize } from '../../../formats/size.ts';
import { kubectl, kubectlOfCluster, up, withFlags } from '../../advice.ts';
import type { Cause, Finding } from '../../cause.ts';
import type { PodScene } from '../../podScene.ts';
import type { Scene } from '../../scene.ts';

/** What the scheduler says of a pod that it finds no node for. */
function verdict({ pod }: PodScene): string | undefined {
  return pod.conditions.find(({ type, reason }) => type === 'PodScheduled' && reason === 'Unschedulable')
    ?.message;
}

function request({ pod }: PodScene, resource: string): number {
  return pod.containers.reduce((sum, { requests }) => sum + (requests[resource] ?? 0), 0);
}

/** The most that any node has of a resource; undefined where nodes may not be read. */
function largest({ cluster }: PodScene, resource: string): number | undefined {
  return cluster.nodes && Math.max(0, ...cluster.nodes.map(({ allocatable }) => allocatable[resource] ?? 0));
}

function unschedulable(
  kind: string,
  pattern: RegExp,
  explain: (subject: PodScene, scene: Scene) => Omit<Finding, 'message'>,
): Cause<PodScene> {
  return {
    code: `unschedulable${kind === '' ? '' : `-${kind}`}`,
    weight: 'cause',
    find(subject, scene) {
      const said = verdict(subject);
      if (said === undefined || !pattern.test(said)) return undefined;
      return {
        message: `no node can take the pod ${subject.pod.name}`,
        evidence: said,
        ...explain(subject, scene),
      };
    },
  };
}

function memoryWords(subject: PodScene): string {
  const most = largest(subject, 'memory');
  const has = most === undefined ? '' : `; the largest node has ${readableSize(most)}, part of it taken`;
  return `No node has the memory that it asks for: ${readableSize(request(subject, 'memory'))}${has}.`;
}

/** In a cluster of several nodes each may have its own reason; the rarest resource tells most. */
export const UNSCHEDULABLE_CAUSES: readonly Cause<PodScene>[] = [
  unschedulable('gpu', /Insufficient (?:nvidia|amd)\.com\/\S+/, (subject, scene) => ({
    cause:
      largest(subject, 'nvidia.com/gpu') === 0
        ? 'It asks for a GPU, and no node offers one: nvidia.com/gpu appears on a node once the device plugin of NVIDIA runs there.'
        : 'It asks for a GPU, and those of the nodes are too few or taken; a pod that is replaced holds its GPU until it ends.',
    suggestion: `${kubectlOfCluster(scene, 'describe nodes')} shows nvidia.com/gpu: install the NVIDIA device plugin or GPU operator, ask for less (--gpus 1), or compute on the CPU: ${withFlags(scene, '--no-cuda')}`,
  })),
  unschedulable('memory', /Insufficient memory/, (subject, scene) => ({
    cause: memoryWords(subject),
    suggestion: `${kubectlOfCluster(scene, 'describe nodes')} shows what is taken; a larger node, or ask for less where that can work: ${withFlags(scene, '--inference-memory 10g --weaviate-memory 2g')}`,
  })),
  unschedulable('cpu', /Insufficient cpu/, (subject, scene) => ({
    cause: `No node has the CPUs free that it asks for: ${request(subject, 'cpu')}.`,
    suggestion: `${kubectlOfCluster(scene, 'describe nodes')} shows what is taken; a larger node, or ask for less: ${
      subject.pod.workload === scene.weaviate?.name
        ? `resources.requests.cpu in values-override.yaml, then ${up(scene)}`
        : withFlags(scene, '--inference-cpus 1')
    }`,
  })),
  unschedulable('storage', /Insufficient ephemeral-storage/, (_subject, scene) => ({
    cause: 'No node has the disk for it that it asks for.',
    suggestion: `${kubectlOfCluster(scene, 'describe nodes')} shows ephemeral-storage: a node with a larger disk`,
  })),
  unschedulable(
    'volume',
    /volume node affinity conflict|node\(s\) exceed max volume count/,
    (_subject, scene) => ({
      cause: 'Its volume lies in another zone, or on another node, than those that could take the pod.',
      suggestion: `${kubectl(scene, 'get pvc')} and ${kubectlOfCluster(scene, 'get pv -o wide')} show where; a node there, or a class with volumeBindingMode: WaitForFirstConsumer`,
    }),
  ),
  // Of the nodes that are asked for; the selector leaves out the others on purpose.
  unschedulable('taint', /untolerated taint|had taint|were unschedulable/, ({ cluster }, scene) => ({
    cause: `The nodes keep it away${cluster.nodes === undefined ? '' : `: ${cluster.nodes.flatMap(({ name, taints, unschedulable: cordoned }) => [...taints.map((taint) => `${name} ${taint}`), ...(cordoned ? [`${name} is cordoned`] : [])]).join(', ')}`}.`,
    suggestion: `tolerate the taint: ${withFlags(scene, '--toleration KEY=VALUE:NoSchedule')}; or free a node: ${kubectlOfCluster(scene, 'taint nodes NODE KEY-')}, or uncordon NODE`,
  })),
  unschedulable(
    'affinity',
    /didn't match Pod's node affinity|didn't match pod (?:anti-)?affinity|didn't satisfy existing pods anti-affinity|didn't match pod topology/,
    (_subject, scene) => ({
      cause:
        'No node has the labels that its node selector or affinity asks for, or other pods keep it away.',
      suggestion: `${kubectlOfCluster(scene, 'get nodes --show-labels')} shows the labels; mend --node-selector (kubernetes.nodeSelector) or affinity in the values`,
    }),
  ),
  unschedulable('pods', /Too many pods/, () => ({
    cause: 'Each node runs as many pods as its kubelet allows.',
    suggestion: 'add a node, or raise maxPods of the kubelet',
  })),
];

/** Any other reason; the scheduler's words are all that is known. */
export const unschedulableOther: Cause<PodScene> = unschedulable('', /./, ({ pod }, scene) => ({
  cause: 'The scheduler says why, in the line below.',
  suggestion: `${kubectl(scene, `describe pod ${pod.name}`)} shows more`,
}));
