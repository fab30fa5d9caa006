import { kubectl, orKey, whereLogs, withFlags } from '../../advice.ts';
import type { Cause } from '../../cause.ts';
import type { EventObservation } from '../../cluster.ts';
import type { PodScene } from '../../podScene.ts';

/** The kubelet: `Container bind-inference failed liveness probe, will be restarted`. */
function killedBy(probe: 'liveness' | 'startup', flag: string): Cause<PodScene> {
  return {
    code: `${probe}-kill`,
    weight: 'cause',
    find({ pod, events, containers }, scene) {
      const isKill = ({ reason, message }: EventObservation) =>
        reason === 'Killing' && message.includes(`failed ${probe} probe`);
      const kill = events.findLast(isKill);
      if (!kill) return undefined;
      const killed = containers.filter(({ name }) => kill.container === undefined || name === kill.container);
      // What the kernel has killed for memory answers no probe either.
      const isMemory = killed.some(({ ended, endedLast }) => (ended ?? endedLast)?.reason === 'OOMKilled');
      // Most of its ends were its own doing: they tell more than a kill of long ago.
      const kills = events.filter(isKill).reduce((sum, { count }) => sum + count, 0);
      const isOther = killed.some(({ restarts }) => restarts > kills + 1);
      if (isMemory || isOther) return undefined;
      const name = pod.workload ?? pod.name;
      const isInference = scene.inference?.name === pod.workload;
      return {
        message: `Kubernetes killed ${kill.container ?? 'a container'} of ${pod.name}, because its ${probe} probe failed`,
        cause: isInference
          ? 'While the model loads, its port is closed: a probe that begins too early kills it again and again.'
          : 'It did not answer as often as the probe allows: it loads too long, hangs, or has too little CPU.',
        evidence: kill.message,
        suggestion: `${orKey(withFlags(scene, '--start-period 1200s'), flag)}; ${whereLogs(scene, name)}; ${kubectl(scene, `describe pod ${pod.name}`)}`,
      };
    },
  };
}

export const livenessKill = killedBy('liveness', 'livenessProbe.initialDelaySeconds: 1200');
export const startupKill = killedBy('startup', 'startupProbe.failureThreshold');
