import { kubectl, whereLogs } from '../../advice.ts';
import type { Cause } from '../../cause.ts';
import type { Scene, ServiceScene } from '../../scene.ts';
import { tail } from '../../tail.ts';
import { meaningOf } from './exitCode.ts';

/** Twice may be chance. */
const TOO_OFTEN = 2;

function ending(scene: Scene, { name, pod }: ServiceScene): string {
  return scene.observation.target === 'helm'
    ? `${kubectl(scene, `describe pod ${pod ?? name}`)} shows its events`
    : `docker compose stop ${name} ends the loop`;
}

export const crashLoop: Cause<ServiceScene> = {
  code: 'crash-loop',
  weight: 'symptom',
  find(service, scene) {
    const { restarts = 0, exitCode, isReady, title } = service;
    if (restarts <= TOO_OFTEN || isReady) return undefined;
    const code = exitCode === undefined || exitCode === 0 ? '' : `, with exit code ${exitCode}`;
    return {
      message: `${title} ends again and again: it was started ${restarts + 1} times${code}`,
      cause:
        `Its restart policy starts it each time it ends. ${code === '' ? '' : meaningOf(exitCode)}`.trim(),
      evidence: tail(service.lines),
      suggestion: `${whereLogs(scene, service.name)} shows its ends; ${ending(scene, service)}`,
    };
  },
};
