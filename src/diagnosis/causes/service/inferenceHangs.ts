import { kubectl, restart } from '../../advice.ts';
import { gaveUp, nameOf, waitingFor } from './waiting.ts';

/** Weaviate gives each request half a second (startup.go); measured with a server that never answers. */
export const inferenceHangs = waitingFor(
  'inference-hangs',
  'waiting',
  /context deadline exceeded|Client\.Timeout|\bEOF\b|connection reset by peer/,
  (_match, weaviate, scene) => ({
    ...(scene.inference && { service: scene.inference.name }),
    message: `the inference service does not answer within half a second: ${gaveUp(weaviate)}`,
    cause:
      'It takes the connection and nothing comes: it hangs, has no CPU, or a firewall swallows the packets.',
    suggestion: `${restart(scene, nameOf(scene))}; ${scene.observation.target === 'helm' ? kubectl(scene, 'top pods') : 'docker stats'} shows the CPU that it takes, which --inference-cpus limits`,
  }),
);
