import { strToU8, type Zippable, zipSync } from 'fflate';
import { CONFIG_FILE, ENV_FILE, IGNORE_FILE, MANIFEST_FILE, SCHEMA_FILE } from '../../../facts/fileNames.ts';
import { configJsonSchema } from '../../../options/jsonSchema.ts';
import { type EnvNeeds, envNeeds, envText, ignoreText } from '../../../render/envText.ts';
import { manifestJson } from '../../../render/manifest.ts';
import { files, renderedFiles } from '../state/files.ts';
import { stack } from '../state/stack.ts';

/** Milliseconds until the address of a download is released. Some browsers read it only after the click. */
const RELEASE_AFTER = 10_000;

/** Lets the browser save bytes or a text as a file. */
export function download(path: string, content: string | Uint8Array): void {
  const address = URL.createObjectURL(new Blob([content as BlobPart]));
  const anchor = document.createElement('a');
  anchor.href = address;
  // A download has no folders; the zip has them.
  anchor.download = path.replace(/^.*\//, '');
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(address), RELEASE_AFTER);
}

/** A new API key, 256 random bits in base64url like those of `generate`. It is not stored anywhere. */
function newApiKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}

/** The text of a `.env` with a new API key and empty credentials. */
export function newEnvText(needs: EnvNeeds): string {
  return envText(needs, newApiKey);
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', strToU8(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Downloads everything that `generate --save` writes, as a zip named after the stack. */
export async function downloadAll(): Promise<void> {
  const { name } = stack.value.config;
  download(`${name}.zip`, await zipOfAll());
}

async function zipOfAll(): Promise<Uint8Array> {
  const hashes = await Promise.all(
    renderedFiles.value.map(async ({ path, text }) => [path, await sha256(text)] as const),
  );
  const entries: Zippable = {};
  for (const { path, text } of files.value) entries[path] = strToU8(text);
  entries[SCHEMA_FILE] = strToU8(`${JSON.stringify(configJsonSchema(), null, 2)}\n`);
  const config = files.value.find(({ path }) => path === CONFIG_FILE)?.text ?? '';
  entries[MANIFEST_FILE] = strToU8(manifestJson(Object.fromEntries(hashes), await sha256(config)));
  const needs = envNeeds(stack.value.config);
  if (needs) {
    // Only the owner may read it, as in the output directory. System 3 is Unix, with the mode in the upper 16 bits.
    entries[ENV_FILE] = [strToU8(newEnvText(needs)), { os: 3, attrs: 0o100600 << 16 }];
    entries[IGNORE_FILE] = strToU8(ignoreText(needs));
  }
  return zipSync(entries);
}
