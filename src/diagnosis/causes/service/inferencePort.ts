import { CONTAINER_HTTP_PORT } from '../../../facts/ports.ts';
import { rightAddress } from '../../advice.ts';
import { REFUSED } from './refusedConnection.ts';
import { gaveUp, waitingFor } from './waiting.ts';

/** Of an address as Go has it. */
const LOOPBACK = /^(?:127\.|\[::1\])/;

/** The inference service is there and healthy, so that only the address can be wrong. */
export const inferencePort = waitingFor('inference-port', 'cause', REFUSED, ({ group }, weaviate, scene) => {
  const { inference } = scene;
  if (inference?.isReady !== true) return undefined;
  const address = group('address') || group('lost');
  return {
    message: `the inference service is ready, and nothing answers at ${address}: ${gaveUp(weaviate)}`,
    cause: LOOPBACK.test(address)
      ? 'Inside a container, 127.0.0.1 and localhost are that container itself.'
      : `The port in BIND_INFERENCE_API is not that of the service, which listens on ${CONTAINER_HTTP_PORT} inside, whatever port is published.`,
    suggestion: rightAddress(scene),
  };
});
