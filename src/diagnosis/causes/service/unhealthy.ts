import { orKey, whereLogs, withFlags } from '../../advice.ts';
import type { Cause } from '../../cause.ts';
import { plainLines } from '../../lines.ts';
import type { ServiceScene } from '../../scene.ts';
import { tail } from '../../tail.ts';

/** Compose takes `unhealthy` for final, even where the container recovers later (docker/compose#12416). */
export const unhealthy: Cause<ServiceScene> = {
  code: 'unhealthy',
  weight: 'symptom',
  find(service, scene) {
    if (service.health !== 'unhealthy' || service.hasEnded) return undefined;
    const check = plainLines((service.healthLog ?? []).join('\n')).at(-1);
    const noTool = /executable file not found|: not found|no such file or directory/.test(check ?? '');
    return {
      message: `${service.title} runs, and its health check fails`,
      cause: noTool
        ? 'The program of the health check is not in the image: both images have wget, and neither has curl.'
        : `The check failed as often as its retries allow${check === undefined ? '' : `; the last time it said: ${check}`}.`,
      evidence: check ?? tail(service.lines),
      suggestion: noTool
        ? 'healthcheck.test: ["CMD", "wget", "-q", "--spider", "http://127.0.0.1:8080/.well-known/ready"]; bindstack validate --fix docker-compose.yml mends it'
        : `${whereLogs(scene, service.name)}${service.role === 'inference' ? `; if it only loads for long: ${orKey(withFlags(scene, '--start-period 1200s'), scene.observation.target === 'helm' ? 'livenessProbe.initialDelaySeconds' : 'healthcheck.start_period')}` : ''}`,
    };
  },
};
