/** Milliseconds. */
const READ_BY_THEN = 10_000;

/** Offers bytes or a text as a file to keep. */
export function download(name: string, content: string | Uint8Array): void {
  const address = URL.createObjectURL(new Blob([content as BlobPart]));
  const anchor = document.createElement('a');
  anchor.href = address;
  // Folders are for the zip.
  anchor.download = name.replace(/^.*\//, '');
  anchor.click();
  // Some browsers read it only after the click.
  setTimeout(() => URL.revokeObjectURL(address), READ_BY_THEN);
}
