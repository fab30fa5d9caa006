import { logged } from '../../cause.ts';

export const inferenceUrlMissing = logged(
  'inference-url-missing',
  ['weaviate'],
  /required variable BIND_INFERENCE_API is not set/,
  () => ({
    message: 'Weaviate has not been told where the inference service is',
    cause: 'The module multi2vec-bind is enabled, and BIND_INFERENCE_API is not set.',
    suggestion:
      'set BIND_INFERENCE_API: http://multi2vec-bind:8080 in the service weaviate; bindstack add docker-compose.yml does it',
  }),
);
