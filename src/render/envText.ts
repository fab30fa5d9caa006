import { ENV_FILE } from '../facts/fileNames.ts';
import { API_KEY_VARIABLE } from '../facts/weaviateVariables.ts';

export const IGNORE_TEXT = `# Holds the API key.\n${ENV_FILE}\n`;

/** The line that holds the key. */
export function keyLine(key: string): string {
  return `${API_KEY_VARIABLE}=${key}`;
}

/** The text of a `.env` with the key alone. */
export function envText(key: string): string {
  const why = '# Key of Weaviate: docker compose reads it here, clients send it. Not for version control.';
  return `${why}\n${keyLine(key)}\n`;
}
