import { ENV_FILE } from '../facts/fileNames.ts';
import { API_KEY_VARIABLE } from '../facts/weaviateVariables.ts';

export const IGNORE_TEXT = `# Contains the API key.\n${ENV_FILE}\n`;

/** The line that holds the key. */
export function keyLine(key: string): string {
  return `${API_KEY_VARIABLE}=${key}`;
}

/** The text of a `.env` that contains only the key. */
export function envText(key: string): string {
  const why = '# API key of Weaviate, for Docker Compose and the clients. Do not commit this file.';
  return `${why}\n${keyLine(key)}\n`;
}
