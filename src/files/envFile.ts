import { randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { ENV_EXAMPLE_FILE, ENV_FILE, IGNORE_FILE } from '../facts/fileNames.ts';
import { API_KEY_VARIABLE } from '../facts/weaviateVariables.ts';
import { envText, IGNORE_TEXT, keyLine } from '../render/envText.ts';
import type { FileToWrite } from './atomicWrite.ts';
import { existingText } from './regularFile.ts';

/** The API key in the `.env` file of a directory, if there is one. */
export async function readApiKey(root: string): Promise<string | undefined> {
  const text = await existingText(join(root, ENV_FILE));
  return (text !== undefined && parseEnv(text)[API_KEY_VARIABLE]) || undefined;
}

/** A new key: 256 random bits, in characters that never need quotes. */
export function newApiKey(): string {
  return randomBytes(32).toString('base64url');
}

/**
 * The files to write so that `.env` contains a key and Git ignores it; empty if nothing needs to change. Everything
 * else in the file is kept, and so is an existing key.
 * @param rotate replace an existing key with a new one
 */
export async function envFiles(root: string, rotate = false): Promise<FileToWrite[]> {
  const files: FileToWrite[] = [];
  if (rotate || (await readApiKey(root)) === undefined) {
    const before = await existingText(join(root, ENV_FILE));
    const text = withKey(before ?? '', newApiKey());
    // If two runs start at once, the second must not replace the key that the first has just created.
    files.push({ path: ENV_FILE, text, mode: 0o600, before: before ?? null });
  } else if (await isReadableByOthers(join(root, ENV_FILE))) {
    files.push({ path: ENV_FILE, text: (await existingText(join(root, ENV_FILE))) ?? '', mode: 0o600 });
  }
  if ((await existingText(join(root, IGNORE_FILE))) === undefined) {
    files.push({ path: IGNORE_FILE, text: IGNORE_TEXT });
  }
  return files;
}

/** The usual patterns that match `.env`; users may write others. */
const IGNORED_ENV_PATTERN = /^(?:\*\*\/|\/)?(?:\.env\*?|\*\.env|\.\*)[ \t]*$/m;

/** Whether an existing `.gitignore` does not cover the file with the key. */
export async function isKeyVisibleToGit(root: string): Promise<boolean> {
  const ignored = await existingText(join(root, IGNORE_FILE));
  return ignored !== undefined && !IGNORED_ENV_PATTERN.test(ignored);
}

/** Whether `.env.example` does not say that a key is needed: it is one of the user, which bindstack leaves alone. */
export async function isKeyMissingInExample(root: string): Promise<boolean> {
  const example = await existingText(join(root, ENV_EXAMPLE_FILE));
  return example !== undefined && !example.includes(API_KEY_VARIABLE);
}

/** Always false on Windows, which has no such modes. */
async function isReadableByOthers(path: string): Promise<boolean> {
  return process.platform !== 'win32' && ((await stat(path)).mode & 0o077) !== 0;
}

/** The text with the key in place of the old one, or at the end. */
function withKey(before: string, key: string): string {
  const line = keyLine(key);
  // All of them: if there are two, the last one takes effect.
  const old = new RegExp(`^(?:export[ \\t]+)?${API_KEY_VARIABLE}[ \\t]*=.*$`, 'gm');
  const replaced = before.replace(old, line);
  if (replaced !== before) return replaced;
  const gap = before === '' || before.endsWith('\n') ? '' : '\n';
  return before + gap + envText(key);
}
