/** Remembers each file as it was rendered, so that an edited one is never overwritten unasked. */
export const MANIFEST_FILE = '.bindstack/manifest.json';

/** sha256 of each file by its path, in hexadecimal digits. */
export type Manifest = Readonly<Record<string, string>>;

/** The text of the manifest. */
export function manifestOf(files: Manifest): string {
  return `${JSON.stringify({ files }, null, 2)}\n`;
}
