import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Replaces a file of bindstack's own state in one step, so a kill leaves either the old one or the new one. Readable only
 * by the owner: a configuration may contain keys of other modules.
 */
export async function writeJson(file: string, value: object, mode = 0o600): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.tmp`, `${JSON.stringify(value, null, 2)}\n`, { mode });
  await rename(`${file}.tmp`, file);
}
