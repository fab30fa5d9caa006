import { kubectl, rightAddress } from '../../advice.ts';
import { LOOKUP } from './nameLookup.ts';
import { gaveUp, nameOf, waitingFor } from './waiting.ts';

export const inferenceHost = waitingFor('inference-host', 'cause', LOOKUP, ({ group }, weaviate, scene) => ({
  message: `Weaviate looks for the inference service at ${group('host')}, and there is no such name: ${gaveUp(weaviate)}`,
  cause:
    scene.inference === undefined || scene.inference.name === group('host')
      ? 'The network of Weaviate has nothing of that name.'
      : `The service is called ${scene.inference.name}.`,
  suggestion:
    scene.observation.target === 'embedded'
      ? 'mend the host of --inference-url, and see that its /.well-known/ready answers'
      : scene.observation.target === 'helm'
        ? `${kubectl(scene, 'get services')} shows the names; ${rightAddress(scene)}`
        : `BIND_INFERENCE_API: http://${nameOf(scene)}:8080 in the service weaviate, and both services in one network`,
}));
