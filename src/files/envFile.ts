import { randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { ENV_EXAMPLE_FILE, ENV_FILE, IGNORE_FILE } from '../facts/fileNames.ts';
import { API_KEY_VARIABLE } from '../facts/weaviateVariables.ts';
import { credentialsText, type EnvNeeds, envLine, ignoreText, keyText } from '../render/envText.ts';
import type { FileToWrite } from './atomicWrite.ts';
import { existingText } from './regularFile.ts';

/** The variables in the `.env` file of a directory; empty if there is none. */
export async function readEnvFile(root: string): Promise<Readonly<Record<string, string>>> {
  const text = await existingText(join(root, ENV_FILE));
  return text === undefined ? {} : (parseEnv(text) as Record<string, string>);
}

/** The API key in the `.env` file of a directory, if there is one. */
export async function readApiKey(root: string): Promise<string | undefined> {
  return (await readEnvFile(root))[API_KEY_VARIABLE] || undefined;
}

/** A new key: 256 random bits, in characters that never need quotes. */
export function newApiKey(): string {
  return randomBytes(32).toString('base64url');
}

export interface EnvOptions {
  /** By default the API key. */
  readonly needs?: EnvNeeds;
  /** The environment, from which credentials are taken that `.env` does not have. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Replace an existing API key with a new one. */
  readonly rotate?: boolean;
}

const ONLY_KEY: EnvNeeds = { apiKey: true, credentials: [], owner: '' };

/**
 * The files to write so that `.env` contains everything that the stack needs and Git ignores it; empty if nothing needs
 * to change. Everything else in the file is kept, and so are an existing key and credentials.
 */
export async function envFiles(
  root: string,
  { needs = ONLY_KEY, env = {}, rotate = false }: EnvOptions = {},
): Promise<FileToWrite[]> {
  const files: FileToWrite[] = [];
  const before = await existingText(join(root, ENV_FILE));
  const present: Readonly<Record<string, string | undefined>> = parseEnv(before ?? '');
  const isKeyNeeded = needs.apiKey && (rotate || !present[API_KEY_VARIABLE]);
  const withNewKey = isKeyNeeded ? withKey(before ?? '', newApiKey()) : (before ?? '');
  const text = withCredentials(withNewKey, present, needs, env);
  if (text !== (before ?? '')) {
    // If two runs start at once, the second must not replace the key that the first has just created.
    files.push({ path: ENV_FILE, text, mode: 0o600, before: before ?? null });
  } else if (before !== undefined && (await isReadableByOthers(join(root, ENV_FILE)))) {
    files.push({ path: ENV_FILE, text: before, mode: 0o600 });
  }
  if ((await existingText(join(root, IGNORE_FILE))) === undefined) {
    files.push({ path: IGNORE_FILE, text: ignoreText(needs) });
  }
  return files;
}

/** The text with the credentials: those of the environment in place of empty ones, and missing ones at the end. */
function withCredentials(
  before: string,
  present: Readonly<Record<string, string | undefined>>,
  { credentials, owner }: EnvNeeds,
  env: Readonly<Record<string, string | undefined>>,
): string {
  const missing = credentials.filter((name) => !(name in present));
  const empty = credentials.filter((name) => present[name] === '' && env[name]);
  const filled = empty.reduce((text, name) => withValue(text, name, env[name] ?? ''), before);
  if (missing.length === 0) return filled;
  return (
    withLineEnd(filled) +
    credentialsText(
      owner,
      missing.map((name) => [name, env[name] ?? ''] as const),
    )
  );
}

function withLineEnd(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

/** The usual patterns that match `.env`; users may write others. */
const IGNORED_ENV_PATTERN = /^(?:\*\*\/|\/)?(?:\.env\*?|\*\.env|\.\*)[ \t]*$/m;

/** Whether an existing `.gitignore` does not cover `.env`. */
export async function isEnvVisibleToGit(root: string): Promise<boolean> {
  const ignored = await existingText(join(root, IGNORE_FILE));
  return ignored !== undefined && !IGNORED_ENV_PATTERN.test(ignored);
}

/** The variables that `.env.example` does not name: it is one of the user, which bindstack leaves alone. */
export async function missingInExample(root: string, { apiKey, credentials }: EnvNeeds): Promise<string[]> {
  const example = await existingText(join(root, ENV_EXAMPLE_FILE));
  const names = [...(apiKey ? [API_KEY_VARIABLE] : []), ...credentials];
  return example === undefined ? [] : names.filter((name) => !example.includes(name));
}

/** Always false on Windows, which has no such modes. */
async function isReadableByOthers(path: string): Promise<boolean> {
  return process.platform !== 'win32' && ((await stat(path)).mode & 0o077) !== 0;
}

/** The text with the key in place of the old one, or at the end. */
function withKey(before: string, key: string): string {
  const replaced = withValue(before, API_KEY_VARIABLE, key);
  return replaced !== before ? replaced : withLineEnd(before) + keyText(key);
}

/** The text with a new value wherever it sets the variable: if there are two lines, the last one takes effect. */
function withValue(before: string, name: string, value: string): string {
  const old = new RegExp(`^(?:export[ \\t]+)?${name}[ \\t]*=.*$`, 'gm');
  return before.replace(old, () => envLine(name, value));
}
