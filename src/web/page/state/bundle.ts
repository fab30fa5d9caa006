import { strToU8, type Zippable, zipSync } from 'fflate';
import { CONFIG_FILE, ENV_FILE, IGNORE_FILE, MANIFEST_FILE, SCHEMA_FILE } from '../../../facts/fileNames.ts';
import { configJsonSchema } from '../../../options/jsonSchema.ts';
import { envText, IGNORE_TEXT } from '../../../render/envText.ts';
import { manifestJson } from '../../../render/manifest.ts';
import { files, rendered } from './files.ts';
import { stack } from './stack.ts';

/** A new key: 256 random bits in base64url, as `generate` makes them. It is made for a download and kept nowhere. */
function newApiKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}

/** The text of a `.env` with a key that nobody has yet. */
export function newEnvText(): string {
  return envText(newApiKey());
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', strToU8(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** All that `generate --save` writes, as a zip: `.env` is readable by its owner alone, as there. */
export async function zipOfAll(): Promise<Uint8Array> {
  const hashes = await Promise.all(
    rendered.value.map(async ({ path, text }) => [path, await sha256(text)] as const),
  );
  const entries: Zippable = {};
  for (const { path, text } of files.value) entries[path] = strToU8(text);
  entries[SCHEMA_FILE] = strToU8(`${JSON.stringify(configJsonSchema(), null, 2)}\n`);
  const config = files.value.find(({ path }) => path === CONFIG_FILE)?.text ?? '';
  entries[MANIFEST_FILE] = strToU8(manifestJson(Object.fromEntries(hashes), await sha256(config)));
  if (stack.value.config.weaviate.auth === 'api-key') {
    // 3 is Unix, whose permissions stand in the upper half.
    entries[ENV_FILE] = [strToU8(newEnvText()), { os: 3, attrs: 0o100600 << 16 }];
    entries[IGNORE_FILE] = strToU8(IGNORE_TEXT);
  }
  return zipSync(entries);
}
