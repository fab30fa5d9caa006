import { rightAddress, whereLogs } from '../../advice.ts';
import { gaveUp, nameOf, waitingFor } from './waiting.ts';

/** Measured with a server that answers 503; the stand-in does so with `--fail ready`. */
export const inferenceNotReady = waitingFor(
  'inference-not-ready',
  'waiting',
  /not ready: status (?<status>\d{3})/,
  ({ group }, weaviate, scene) => ({
    ...(scene.inference && { service: scene.inference.name }),
    message: `the inference service answers, and is not ready (status ${group('status')}): ${gaveUp(weaviate)}`,
    cause:
      'The real server opens its port only when it is ready: so a proxy answers here, or a server that loads behind an open port.',
    suggestion: `${whereLogs(scene, nameOf(scene))}; ${rightAddress(scene)}`,
  }),
);
