import { ENV_FILE } from '../facts/fileNames.ts';
import { API_KEY_VARIABLE } from '../facts/weaviateVariables.ts';

export const IGNORE_TEXT = `# Contains the API key.\n${ENV_FILE}\n`;

/** The line that holds the key. */
export function keyLine(key: string): string {
  return `${API_KEY_VARIABLE}=${key}`;
}

/** The text of `.env.example`. Anyone who clones a repository with the generated files sees which key is missing. */
export const ENV_EXAMPLE_TEXT = `# API key of Weaviate, for Docker Compose and the clients. Copy this file to ${ENV_FILE} and set it,
# or create ${ENV_FILE} with a random key: bindstack generate --auth api-key
${API_KEY_VARIABLE}=
`;

/** The text of a `.env` that contains only the key. */
export function envText(key: string): string {
  const why = '# API key of Weaviate, for Docker Compose and the clients. Do not commit this file.';
  return `${why}\n${keyLine(key)}\n`;
}
