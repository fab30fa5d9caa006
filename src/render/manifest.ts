/** SHA-256 of each file by its path, in hexadecimal digits. */
export type Manifest = Readonly<Record<string, string>>;

/**
 * The text of the manifest.
 * @param config SHA-256 of the bindstack.yaml from which the files were generated, or of the empty text if there is
 * none; undefined if bindstack.yaml does not describe the files
 */
export function manifestJson(files: Manifest, config?: string): string {
  return `${JSON.stringify({ files, config }, null, 2)}\n`;
}
