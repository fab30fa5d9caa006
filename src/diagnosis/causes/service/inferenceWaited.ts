import { rightAddress, whereLogs } from '../../advice.ts';
import { gaveUp, nameOf, waitingFor } from './waiting.ts';

/** Whatever else came back: the line says it. */
export const inferenceWaited = waitingFor(
  'inference-not-ready',
  'waiting',
  /not ready|before remote was ready/,
  (_match, weaviate, scene) => ({
    ...(scene.inference && { service: scene.inference.name }),
    message: `the inference service did not become ready: ${gaveUp(weaviate)}`,
    cause: 'Weaviate asks it each second; the line says what came back.',
    suggestion: `${whereLogs(scene, nameOf(scene))}; ${rightAddress(scene)}`,
  }),
);
