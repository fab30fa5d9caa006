import { type MediaProblem, mediaError } from '../mediaReport.ts';

/** The type of a file, detected from its first bytes: `MP3 (audio/mpeg)`, `text` or `unknown type`. */
export async function contentType(bytes: Buffer): Promise<string> {
  // Loaded on demand: only files with a problem get here.
  const { fileTypeFromBuffer } = await import('file-type');
  const known = await fileTypeFromBuffer(bytes);
  if (known) return `${known.ext.toUpperCase()} (${known.mime})`;
  return isText(bytes) ? 'text' : 'unknown type';
}

/** Whether the bytes are UTF-8 without control characters. */
function isText(bytes: Buffer): boolean {
  const text = bytes.toString('utf8', 0, 1000);
  // The last character may be incomplete.
  return !/[^\P{Cc}\t\r\n]|\ufffd(?!$)/u.test(text);
}

/** A shorter text of base64 characters may be a word. */
const MIN_BASE64_LENGTH = 16;

/**
 * The problem of a file that contains base64 instead of the medium itself. bindstack encodes files and the server
 * decodes them once, so it would find text.
 */
export async function base64Problem(bytes: Buffer): Promise<MediaProblem | undefined> {
  const [, prefix = '', text = ''] =
    /^\s*(data:[^,\s]{0,100},)?([\s\S]*)$/.exec(bytes.toString('latin1')) ?? [];
  const letters = text.replace(/\s+/g, '');
  if (letters.length < MIN_BASE64_LENGTH || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(letters)) return undefined;
  const isUrlSafe = /[-_]/.test(letters);
  const kind = await contentType(Buffer.from(letters, isUrlSafe ? 'base64url' : 'base64'));
  const form = prefix ? `a data: URL (${prefix.slice(0, 40)}…)` : isUrlSafe ? 'URL-safe base64' : 'base64';
  return mediaError(
    `contains ${form} instead of the medium itself (decoded: ${kind})`,
    'bindstack encodes the file for Weaviate, and the inference server decodes it only once',
    decodeCommand(prefix !== '', isUrlSafe),
  );
}

function decodeCommand(hasPrefix: boolean, isUrlSafe: boolean): string {
  const steps = [
    ...(hasPrefix ? ["sed 's/^data:[^,]*,//'"] : []),
    ...(isUrlSafe ? ["tr '_-' '/+'"] : []),
    'base64 -d > DECODED',
  ];
  const [first, ...others] = steps;
  return [
    `${first?.replace(' > DECODED', '')} < FILE${others.length === 0 ? ' > DECODED' : ''}`,
    ...others,
  ].join(' | ');
}
