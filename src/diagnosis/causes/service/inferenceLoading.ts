import { whereLogs } from '../../advice.ts';
import { REFUSED } from './refusedConnection.ts';
import { gaveUp, waitingFor } from './waiting.ts';

/** The port opens once the whole model is loaded (multi2vec-bind-inference app.py, lifespan). */
export const inferenceLoading = waitingFor(
  'inference-loading',
  'waiting',
  REFUSED,
  ({ group }, weaviate, scene) => {
    const { inference } = scene;
    if (inference?.state !== 'running') return undefined;
    const isStarting = inference.health === 'starting';
    return {
      service: inference.name,
      message: `the inference service ${isStarting ? 'is still loading' : 'is still loading, or listens elsewhere'}: ${gaveUp(weaviate)}`,
      cause: `Its port opens once the model is loaded, after 20 s to some minutes; Weaviate waits 120 s, which nothing can change.`,
      suggestion:
        scene.observation.target === 'helm'
          ? `Kubernetes starts Weaviate again until the model is there; ${whereLogs(scene, inference.name)} shows how far it is, and probes must wait for it: --start-period 1200s`
          : `let Weaviate start after it: depends_on with condition: service_healthy and a health check (bindstack generate writes both, bindstack validate --fix docker-compose.yml adds them)${isStarting ? '' : `; BIND_INFERENCE_API leads to ${group('address') || group('lost')}`}; ${whereLogs(scene, inference.name)} shows how far it is`,
    };
  },
);
