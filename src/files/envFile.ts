import { randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { ENV_FILE, IGNORE_FILE } from '../facts/fileNames.ts';
import { API_KEY_VARIABLE } from '../facts/weaviateVariables.ts';
import { envText, IGNORE_TEXT, keyLine } from '../render/envText.ts';
import type { FileToWrite } from './atomicWrite.ts';
import { existingText } from './regularFile.ts';

/** The API key in the `.env` of a directory, if there is one. */
export async function readApiKey(root: string): Promise<string | undefined> {
  const text = await existingText(join(root, ENV_FILE));
  return (text !== undefined && parseEnv(text)[API_KEY_VARIABLE]) || undefined;
}

/** A new key: 256 random bits, in letters that need quoting nowhere. */
export function newApiKey(): string {
  return randomBytes(32).toString('base64url');
}

/**
 * What must be written so that `.env` holds a key and Git ignores it: nothing where both are so already.
 * Everything else in the file is kept, and so is a key that exists.
 * @param rotate a new key in place of the old one
 */
export async function envFiles(root: string, rotate = false): Promise<FileToWrite[]> {
  const files: FileToWrite[] = [];
  if (rotate || (await readApiKey(root)) === undefined) {
    const before = await existingText(join(root, ENV_FILE));
    const text = withKey(before ?? '', newApiKey());
    // Of two runs at once, the second must not replace the key that the first has just made.
    files.push({ path: ENV_FILE, text, mode: 0o600, before: before ?? null });
  } else if (await isReadableByOthers(join(root, ENV_FILE))) {
    files.push({ path: ENV_FILE, text: (await existingText(join(root, ENV_FILE))) ?? '', mode: 0o600 });
  }
  if ((await existingText(join(root, IGNORE_FILE))) === undefined) {
    files.push({ path: IGNORE_FILE, text: IGNORE_TEXT });
  }
  return files;
}

/** Patterns that take the file in; a person's own may do so in other ways. */
const IGNORED_ENV_PATTERN = /^(?:\*\*\/|\/)?(?:\.env\*?|\*\.env|\.\*)[ \t]*$/m;

/** Whether a `.gitignore` of the user's own leaves out the file with the key. */
export async function isKeyVisibleToGit(root: string): Promise<boolean> {
  const ignored = await existingText(join(root, IGNORE_FILE));
  return ignored !== undefined && !IGNORED_ENV_PATTERN.test(ignored);
}

/** Windows keeps no such modes. */
async function isReadableByOthers(path: string): Promise<boolean> {
  return process.platform !== 'win32' && ((await stat(path)).mode & 0o077) !== 0;
}

/** The text with the key in its old place, or at the end. */
function withKey(before: string, key: string): string {
  const line = keyLine(key);
  // Every one of them: of two lines the last counts.
  const old = new RegExp(`^(?:export[ \\t]+)?${API_KEY_VARIABLE}[ \\t]*=.*$`, 'gm');
  const replaced = before.replace(old, line);
  if (replaced !== before) return replaced;
  const gap = before === '' || before.endsWith('\n') ? '' : '\n';
  return before + gap + envText(key);
}
