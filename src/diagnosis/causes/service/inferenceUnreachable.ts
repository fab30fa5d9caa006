import { kubectl, rightAddress } from '../../advice.ts';
import { REFUSED } from './refusedConnection.ts';
import { gaveUp, nameOf, waitingFor } from './waiting.ts';

/** Nothing is known of the service, or it does not run. */
export const inferenceUnreachable = waitingFor(
  'inference-unreachable',
  'waiting',
  REFUSED,
  ({ group }, weaviate, scene) => {
    const { inference, observation } = scene;
    const address = group('address') || group('lost');
    const name = nameOf(scene);
    return {
      ...(inference && { service: name }),
      message: `nothing answers at ${address}, where the inference service should be: ${gaveUp(weaviate)}`,
      cause:
        inference?.state === undefined
          ? 'It does not run, it still loads, or BIND_INFERENCE_API leads elsewhere.'
          : `The inference service does not run (${inference.state}).`,
      suggestion:
        observation.target === 'embedded'
          ? `start it and see that http://${address}/.well-known/ready answers, then bindstack up --target embedded --inference external --inference-url http://${address}; or the stand-in: --inference stub`
          : observation.target === 'helm'
            ? `${kubectl(scene, 'get deployments,pods')}: modules.multi2vec-bind.replicas must be 1 or more; ${rightAddress(scene)}`
            : `docker compose up -d ${name}, and BIND_INFERENCE_API: http://${name}:8080 (inside a container, 127.0.0.1 is that container itself)`,
    };
  },
);
