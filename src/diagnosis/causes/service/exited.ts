import { whereLogs } from '../../advice.ts';
import type { Cause } from '../../cause.ts';
import type { Scene, ServiceScene } from '../../scene.ts';
import { tail } from '../../tail.ts';
import { meaningOf } from './exitCode.ts';

/** Ends that may be wanted; of a local process that has ended, nobody knows the exit code. */
const STOPPED = new Set<number | undefined>([0, 143, undefined]);

/** Whether an end without an error is one that nobody wanted. */
function isMissed(service: ServiceScene, { observation, services }: Scene): boolean {
  if (service.role === 'other') return false;
  return observation.phase !== undefined || services.some(({ state }) => state === 'running');
}

export const exited: Cause<ServiceScene> = {
  code: 'exited',
  weight: 'symptom',
  find(service, scene) {
    if (!service.hasEnded) return undefined;
    const wasStopped = service.state !== 'dead' && STOPPED.has(service.exitCode);
    if (wasStopped && !isMissed(service, scene)) return undefined;
    const code = service.exitCode === undefined ? '' : ` with exit code ${service.exitCode}`;
    return {
      message: `${service.title} ended${code}`,
      cause: meaningOf(service.exitCode),
      evidence: tail(service.lines),
      suggestion: `${whereLogs(scene, service.name)} shows more`,
    };
  },
};
