/** The encoding of a text that says so itself, or is valid UTF-8. */
type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** Control characters other than tabs, ends of lines, form feeds and the escapes of terminals. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it searches for control characters
const CONTROL = /[\0-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f\ufffe\uffff]/;

/** The encoding of the beginning of a file; undefined if it is not text. */
export function encodingOf(bytes: Buffer): Encoding | undefined {
  const encoding = markedEncoding(bytes) ?? 'utf-8';
  // The last character may be cut.
  const text = new TextDecoder(encoding).decode(bytes).replace(/\ufffd$/, '');
  return CONTROL.test(text) || text.includes('\ufffd') ? undefined : encoding;
}

/** Notepad on Windows writes UTF-16, always with a mark. */
export function markedEncoding(bytes: Buffer): Encoding | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : undefined;
}

/** The text of a file without its mark; undefined if it is not valid. */
export function decode(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder(markedEncoding(bytes) ?? 'utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
