import { withFlags } from '../../advice.ts';
import { unauthorized } from './unauthorized.ts';

export const keyUnwanted = unauthorized('key-unwanted', /no authentication scheme is configured/, {
  message: 'an API key was sent, and Weaviate knows no keys',
  cause: 'Access is anonymous, and Weaviate then refuses every request that brings an Authorization header.',
  suggestion: (scene) =>
    `send no key (remove WEAVIATE_API_KEY from .env), or use keys: ${withFlags(scene, '--auth api-key')}`,
});
