import { gaveUp, waitingFor } from './waiting.ts';

/** usecases/modulecomponents/base_client.go, since 1.36.19, 1.37.10, 1.38.2. */
export const dialRefused = waitingFor(
  'base-url-validated',
  'cause',
  /refusing to dial internal address "(?<address>[^"]+)"/,
  ({ group }, weaviate) => ({
    message: `Weaviate refuses to call the inference service at ${group('address')}: ${gaveUp(weaviate)}`,
    cause:
      'MODULES_VALIDATE_BASE_URL is on; it forbids addresses of private networks, as every one of Docker is.',
    suggestion: 'remove MODULES_VALIDATE_BASE_URL from the service weaviate, or set it to "false"',
  }),
);
