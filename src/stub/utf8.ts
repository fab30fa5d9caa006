import { MediaFault } from './refusal.ts';

/** Decodes UTF-8; the first byte that is none ends in Python's `UnicodeDecodeError`. */
export function decodeUtf8(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const text = bytes.toString('utf8');
    const position = Buffer.byteLength(text.slice(0, text.indexOf('\ufffd')));
    const byte = bytes[position] ?? 0;
    const leads = byte >= 0xc2 && byte <= 0xf4;
    throw new MediaFault(
      `'utf-8' codec can't decode byte 0x${byte.toString(16)} in position ${position}: ` +
        `invalid ${leads ? 'continuation' : 'start'} byte`,
    );
  }
}
