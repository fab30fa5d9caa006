/** sha256 of each file by its path, in hexadecimal digits. */
export type Manifest = Readonly<Record<string, string>>;

/**
 * The text of the manifest.
 * @param config sha256 of the bindstack.yaml that says what the files were made from, that of no text where there is
 * none; undefined where it does not say so
 */
export function manifestJson(files: Manifest, config?: string): string {
  return `${JSON.stringify({ files, config }, null, 2)}\n`;
}
