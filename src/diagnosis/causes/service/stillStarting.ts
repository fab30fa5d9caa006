import { orKey, up, whereLogs, withFlags } from '../../advice.ts';
import type { Cause } from '../../cause.ts';
import { plainLines } from '../../lines.ts';
import type { Scene, ServiceScene } from '../../scene.ts';
import { tail } from '../../tail.ts';

/** Compose 2.40; 2.26 has no such word for what others depend on. */
const TIME_OVER = /timeout waiting for dependencies|application not healthy after/;

function moreTime(scene: Scene): string {
  const { observation } = scene;
  if (observation.target === 'helm') return `${up(scene)} --timeout 1200s`;
  return observation.target === 'embedded'
    ? 'bindstack up --target embedded --timeout 1200s'
    : orKey('bindstack up --timeout 1200s', 'healthcheck.start_period');
}

export const stillStarting: Cause<ServiceScene> = {
  code: 'still-starting',
  weight: 'symptom',
  find(service, scene) {
    const { phase } = scene.observation;
    const isAwaited = phase === service.role || scene.said.some((line) => TIME_OVER.test(line));
    const isStarting = service.health === 'starting' || (phase === service.role && !service.health);
    if (!isAwaited || !isStarting || service.state !== 'running' || service.isReady) return undefined;
    const check = plainLines((service.healthLog ?? []).join('\n')).at(-1);
    return {
      message: `${service.title} was not ready when the time was over`,
      cause: `It runs and does not fail: it had too little time${service.role === 'inference' ? ', or too little CPU, to load the model' : ''}.`,
      evidence: check ?? tail(service.lines),
      suggestion: `${moreTime(scene)}${service.role === 'inference' ? ` (${withFlags(scene, '--start-period 1200s')})` : ''}; ${whereLogs(scene, service.name)} shows how far it is`,
    };
  },
};
