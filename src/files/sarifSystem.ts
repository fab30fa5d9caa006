import { createHash } from 'node:crypto';
import { isAbsolute, sep, win32 } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { SarifSystem } from '../lint/report/sarif.ts';

/**
 * The URI of a file for SARIF's artifactLocation (section 3.4.3): relative paths become relative references, absolute
 * paths file: URIs.
 * @param separator of paths on this machine
 */
export function artifactUri(path: string, separator: string = sep): string {
  const windows = separator === '\\';
  // encodeURIComponent throws for half a surrogate pair, which has no UTF-8 form.
  const text = path.replace(/\p{Surrogate}/gu, '\ufffd');
  if (windows ? win32.isAbsolute(text) : isAbsolute(text)) return pathToFileURL(text, { windows }).href;
  const parts = text.split(windows ? /[\\/]+/ : /\/+/).filter((part, i) => part !== '.' || i > 0);
  return parts.map(encodeURIComponent).join('/');
}

/** What a SARIF log needs from this machine: its path syntax, and a hash function. */
export const SARIF_SYSTEM: SarifSystem = {
  uriOf: (path) => artifactUri(path),
  sha256: (text) => createHash('sha256').update(text).digest('hex'),
};
