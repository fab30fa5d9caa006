import { createHash } from 'node:crypto';
import { isAbsolute, sep, win32 } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { SarifSystem } from '../lint/report/sarif.ts';

/**
 * The path of a file as SARIF's artifactLocation takes it (section 3.4.3): relative paths as relative references,
 * absolute ones as file: addresses.
 * @param separator of paths on this machine
 */
export function artifactUri(path: string, separator: string = sep): string {
  const windows = separator === '\\';
  // Half a surrogate pair has no UTF-8 form, and encodeURIComponent throws at it.
  const text = path.replace(/\p{Surrogate}/gu, '\ufffd');
  if (windows ? win32.isAbsolute(text) : isAbsolute(text)) return pathToFileURL(text, { windows }).href;
  const parts = text.split(windows ? /[\\/]+/ : /\/+/).filter((part, i) => part !== '.' || i > 0);
  return parts.map(encodeURIComponent).join('/');
}

/** What a SARIF log takes from this machine: how paths are written here, and Node's hash. */
export const SARIF_SYSTEM: SarifSystem = {
  uriOf: (path) => artifactUri(path),
  sha256: (text) => createHash('sha256').update(text).digest('hex'),
};
