import { fileOf, rightAddress } from '../../advice.ts';
import { logged } from '../../cause.ts';

export const inferenceUrlMissing = logged(
  'inference-url-missing',
  ['weaviate'],
  /required variable BIND_INFERENCE_API is not set/,
  (_match, _service, scene) => ({
    message: 'Weaviate has not been told where the inference service is',
    cause: 'The module multi2vec-bind is enabled, and BIND_INFERENCE_API is not set.',
    suggestion: `${rightAddress(scene)}${scene.observation.target === 'embedded' ? '' : `; bindstack add ${fileOf(scene)} does it`}`,
  }),
);
