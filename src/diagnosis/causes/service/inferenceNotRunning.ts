import { kubectl, whereLogs } from '../../advice.ts';
import { LOOKUP } from './nameLookup.ts';
import { gaveUp, waitingFor } from './waiting.ts';

/** The name server of Docker knows running containers only. */
export const inferenceNotRunning = waitingFor(
  'inference-not-running',
  'waiting',
  LOOKUP,
  (_match, weaviate, scene) => {
    const { inference } = scene;
    if (inference?.state === undefined || inference.state === 'running') return undefined;
    const { name, state } = inference;
    return {
      service: name,
      message: `the inference service does not run (${state}): ${gaveUp(weaviate)}`,
      cause: 'Weaviate looks for it by its name, which leads nowhere while no container of it runs.',
      suggestion:
        scene.observation.target === 'helm'
          ? `${kubectl(scene, 'get deployments,pods')}; ${whereLogs(scene, name)} tells why it does not stay`
          : `docker compose up -d ${name}; docker compose logs ${name} tells why it does not stay`,
    };
  },
);
