/** Offers bytes or a text as a file to keep. */
export function download(name: string, content: string | Uint8Array): void {
  const address = URL.createObjectURL(new Blob([content as BlobPart]));
  const anchor = document.createElement('a');
  anchor.href = address;
  // Folders are for the zip.
  anchor.download = name.replace(/^.*\//, '');
  anchor.click();
  URL.revokeObjectURL(address);
}
