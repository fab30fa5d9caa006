import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { API_KEY_VARIABLE } from '../stack/weaviateEnvironment.ts';
import type { FileToWrite } from './atomicWrite.ts';

export const ENV_FILE = '.env';
const IGNORE_FILE = '.gitignore';

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The API key in the `.env` of a directory, if there is one. */
export async function readApiKey(root: string): Promise<string | undefined> {
  const text = await textOf(join(root, ENV_FILE));
  return (text !== undefined && parseEnv(text)[API_KEY_VARIABLE]) || undefined;
}

/** A new key: 256 random bits, in letters that need quoting nowhere. */
export function newApiKey(): string {
  return randomBytes(32).toString('base64url');
}

/**
 * What must be written so that `.env` holds a key and Git ignores it: nothing where both are so already. A key
 * that exists is kept, and so is everything else in the file.
 */
export async function envFiles(root: string): Promise<FileToWrite[]> {
  const files: FileToWrite[] = [];
  if ((await readApiKey(root)) === undefined) {
    const before = (await textOf(join(root, ENV_FILE))) ?? '';
    const gap = before === '' || before.endsWith('\n') ? '' : '\n';
    files.push({
      path: ENV_FILE,
      text: `${before}${gap}# Key of Weaviate: docker compose reads it here, clients send it. Not for version control.\n${API_KEY_VARIABLE}=${newApiKey()}\n`,
      mode: 0o600,
    });
  }
  if ((await textOf(join(root, IGNORE_FILE))) === undefined) {
    files.push({ path: IGNORE_FILE, text: `# Holds the API key.\n${ENV_FILE}\n` });
  }
  return files;
}
