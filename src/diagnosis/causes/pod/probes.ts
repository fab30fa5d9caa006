import { kubectl, orKey, whereLogs, withFlags } from '../../advice.ts';
import type { Cause } from '../../cause.ts';
import type { PodScene } from '../../podScene.ts';

/** How a container ends that is told to: by itself, by SIGTERM, by SIGKILL. */
const BY_SIGNAL = new Set([0, 143, 137]);

/** The kubelet: `Container bind-inference failed liveness probe, will be restarted`. */
function killedBy(probe: 'liveness' | 'startup', flag: string): Cause<PodScene> {
  return {
    code: `${probe}-kill`,
    weight: 'cause',
    find({ pod, events, containers }, scene) {
      const kill = events.findLast(
        ({ reason, message }) => reason === 'Killing' && message.includes(`failed ${probe} probe`),
      );
      // What the kernel has killed for memory answers no probe either; what has ended by itself since then tells more.
      const ends = containers.flatMap(({ name, ended, endedLast }) =>
        kill?.container === undefined || name === kill.container ? (ended ?? endedLast ?? []) : [],
      );
      const isOther = ends.some(({ reason, exitCode }) => reason === 'OOMKilled' || !BY_SIGNAL.has(exitCode));
      if (!kill || isOther) return undefined;
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
