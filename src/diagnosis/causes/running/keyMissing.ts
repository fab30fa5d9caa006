import { unauthorized } from './unauthorized.ts';

export const keyMissing = unauthorized('key-missing', /anonymous access not enabled/, {
  message: 'Weaviate wants an API key, and none was sent',
  cause: 'Anonymous access is off.',
  suggestion: () =>
    'put the key into .env beside the generated files, under the name WEAVIATE_API_KEY, or name the variable that holds it: bindstack smoke --api-key-env NAME',
});
