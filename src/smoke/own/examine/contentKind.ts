/** What a file is by its first bytes: `MP3 (audio/mpeg)`, `text`, or `of an unknown kind`. */
export async function contentKind(bytes: Buffer): Promise<string> {
  // Only a file that is at fault is asked for its name.
  const { fileTypeFromBuffer } = await import('file-type');
  const known = await fileTypeFromBuffer(bytes);
  if (known) return `${known.ext.toUpperCase()} (${known.mime})`;
  return isText(bytes) ? 'text' : 'of an unknown kind';
}

/** Whether bytes are UTF-8 without control characters. */
function isText(bytes: Buffer): boolean {
  const text = bytes.toString('utf8', 0, 1000);
  // The last character may be cut.
  return !/[^\P{Cc}\t\r\n]|\ufffd(?!$)/u.test(text);
}
