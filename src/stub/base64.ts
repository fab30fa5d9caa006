const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const PAD = '='.charCodeAt(0);
const NOT_DATA = 255;

const SEXTETS = new Uint8Array(256).fill(NOT_DATA);
for (const [value, character] of [...ALPHABET].entries()) SEXTETS[character.charCodeAt(0)] = value;

/** Text that Python's decoder rejects; the message is Python's. */
export class Base64Error extends Error {}

/**
 * Decodes base64 like Python's `binascii.a2b_base64` in non-strict mode: it skips characters that are not base64 (so a
 * `data:` prefix becomes garbage instead of an error) and padding in the middle, and ignores everything after complete
 * padding.
 *
 * @throws {Base64Error} if the number of data characters is not valid
 */
export function decodeBase64(text: string): Buffer {
  const characters = Buffer.from(text, 'utf8');
  const bytes = Buffer.allocUnsafe(Math.ceil((characters.length * 3) / 4));
  let length = 0;
  let place = 0;
  let pads = 0;
  let left = 0;
  for (const character of characters) {
    if (character === PAD) {
      pads += 1;
      if (place >= 2 && place + pads >= 4) return bytes.subarray(0, length);
      continue;
    }
    const sextet = SEXTETS[character] ?? NOT_DATA;
    if (sextet === NOT_DATA) continue;
    pads = 0;
    if (place > 0) bytes[length++] = ((left << 6) | sextet) >> (6 - 2 * place);
    left = sextet;
    place = (place + 1) % 4;
  }
  if (place === 1) {
    const count = (length / 3) * 4 + 1;
    throw new Base64Error(
      `Invalid base64-encoded string: number of data characters (${count}) cannot be 1 more than a multiple of 4`,
    );
  }
  if (place > 0) throw new Base64Error('Incorrect padding');
  return bytes.subarray(0, length);
}
