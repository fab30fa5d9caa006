import { rightAddress } from '../../advice.ts';
import { gaveUp, waitingFor } from './waiting.ts';

/** Measured with `127.0.0.1:8081`; Go reads `multi2vec-bind:8080` as a scheme. */
export const inferenceUrlScheme = waitingFor(
  'inference-url-scheme',
  'cause',
  /create check ready request: |unsupported protocol scheme/,
  (_match, weaviate, scene) => ({
    message: `BIND_INFERENCE_API is no address: ${gaveUp(weaviate)}`,
    cause: 'It has no http:// at its beginning, or something in it that no URL has.',
    suggestion: rightAddress(scene),
  }),
);
