import { kubectl, kubectlOfCluster } from '../../advice.ts';
import type { Cause } from '../../cause.ts';
import type { PodScene } from '../../podScene.ts';

/** `The node was low on resource: memory. Threshold quantity: …` (kubelet eviction). */
export const evicted: Cause<PodScene> = {
  code: 'evicted',
  weight: 'cause',
  find({ pod }, scene) {
    if (pod.reason !== 'Evicted') return undefined;
    const resource = /low on resource: (?<name>[\w.-]+)/.exec(pod.message ?? '')?.groups?.['name'];
    return {
      message: `the node drove out the pod ${pod.name}${resource === undefined ? '' : `: too little ${resource}`}`,
      cause: 'A node that runs short ends pods, those first that use more than they asked for.',
      evidence: pod.message,
      suggestion: `${kubectlOfCluster(scene, 'describe nodes')} shows DiskPressure and MemoryPressure: free the disk or use a larger node; ${kubectl(scene, `delete pod ${pod.name}`)} clears it away; requests as high as limits protect a pod (bindstack generate writes them)`,
    };
  },
};

/** The node does not answer, so that nobody knows how its pods are. */
export const nodeNotReady: Cause<PodScene> = {
  code: 'node-not-ready',
  weight: 'cause',
  find({ pod, cluster }, scene) {
    const node = cluster.nodes?.find(({ name }) => name === pod.node);
    const ready = node?.conditions.find(({ type }) => type === 'Ready');
    if (ready === undefined || ready.status === 'True') return undefined;
    return {
      message: `the node ${pod.node ?? ''} of the pod ${pod.name} is not ready`,
      cause: `The cluster says: ${ready.message ?? ready.reason ?? ready.status}.`,
      evidence: ready.message,
      suggestion: `${kubectlOfCluster(scene, `describe node ${pod.node ?? ''}`)}; restart it or its kubelet; if it does not come back, kubectl delete node lets its pods start elsewhere`,
    };
  },
};
