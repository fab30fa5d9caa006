import { weaviateVariable } from '../../advice.ts';
import { gaveUp, waitingFor } from './waiting.ts';

/** usecases/modulecomponents/base_client.go, since 1.36.19, 1.37.10, 1.38.2. */
export const dialRefused = waitingFor(
  'base-url-validated',
  'cause',
  /refusing to dial internal address "(?<address>[^"]+)"/,
  ({ group }, weaviate, scene) => ({
    message: `Weaviate refuses to call the inference service at ${group('address')}: ${gaveUp(weaviate)}`,
    cause:
      'MODULES_VALIDATE_BASE_URL is on; it forbids addresses of private networks, as those of containers and pods are.',
    suggestion: `remove MODULES_VALIDATE_BASE_URL, or ${weaviateVariable(scene, 'MODULES_VALIDATE_BASE_URL', 'false')}`,
  }),
);
