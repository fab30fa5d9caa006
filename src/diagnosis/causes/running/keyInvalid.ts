import { up } from '../../advice.ts';
import { unauthorized } from './unauthorized.ts';

export const keyInvalid = unauthorized('key-invalid', /invalid api key/, {
  message: 'Weaviate does not know the API key',
  cause:
    'The key that was sent is none of AUTHENTICATION_APIKEY_ALLOWED_KEYS. Keys in that list are divided by commas without blanks: a blank becomes part of the key.',
  suggestion: (scene) =>
    `send the key that stands in .env as WEAVIATE_API_KEY; if .env is newer than the server: ${scene.observation.target === 'compose' ? 'docker compose up -d' : up(scene)}`,
});
