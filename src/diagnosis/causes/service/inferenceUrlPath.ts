import { fileOf, rightAddress } from '../../advice.ts';
import { gaveUp, waitingFor } from './waiting.ts';

/** The URL is used as `origin + path` (clients/vectorizer.go:100): `…:8080/` asks for `//.well-known/ready`. */
export const inferenceUrlPath = waitingFor(
  'inference-url-path',
  'cause',
  /not ready: status (?<status>404|405)\b/,
  ({ group }, weaviate, scene) => ({
    message: `what answers at BIND_INFERENCE_API knows no /.well-known/ready (status ${group('status')}): ${gaveUp(weaviate)}`,
    cause: 'The address ends in a slash or a path, or another program answers there.',
    suggestion: `${rightAddress(scene)}, without a slash or a path at its end${scene.observation.target === 'embedded' ? '' : `; bindstack validate --fix ${fileOf(scene)} mends it`}`,
  }),
);
