import { whereLogs } from '../../advice.ts';
import type { Cause } from '../../cause.ts';
import type { Observation } from '../../observation.ts';
import type { Scene } from '../../scene.ts';
import { moduleError, UNREACHABLE } from './modules.ts';

function advice(scene: Scene): string {
  const { observation, inference } = scene;
  if (inference === undefined) {
    return 'start the inference server again, and see that Weaviate reaches it; Weaviate itself needs no restart';
  }
  if (observation.target === 'helm') return `${whereLogs(scene, inference.name)} shows how it ended`;
  return observation.target === 'embedded'
    ? 'bindstack down --target embedded, then bindstack up --target embedded'
    : `docker compose ps -a ${inference.name} shows how it ended, docker compose up -d starts it again`;
}

export const inferenceGone: Cause<Observation> = {
  code: 'inference-gone',
  weight: 'waiting',
  find(observation, scene) {
    const error = moduleError(observation);
    if (error === undefined || !UNREACHABLE.test(error)) return undefined;
    return {
      service: scene.inference?.name ?? null,
      message: 'Weaviate runs, and the inference service is gone',
      cause: 'It was there when Weaviate started, and cannot be reached now: nothing can be vectorized.',
      evidence: error,
      suggestion: advice(scene),
    };
  },
};
