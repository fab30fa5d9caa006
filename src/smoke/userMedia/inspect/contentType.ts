import { type MediaProblem, mediaError } from '../mediaReport.ts';

/** What a file is by its first bytes: `MP3 (audio/mpeg)`, `text`, or `of an unknown kind`. */
export async function contentType(bytes: Buffer): Promise<string> {
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

/** Shorter texts of these letters may be words. */
const MIN_BASE64_LENGTH = 16;

/**
 * A file that holds base64 instead of the medium itself: bindstack encodes files, so the server would decode it
 * once and find text.
 */
export async function base64Problem(bytes: Buffer): Promise<MediaProblem | undefined> {
  const [, prefix = '', text = ''] =
    /^\s*(data:[^,\s]{0,100},)?([\s\S]*)$/.exec(bytes.toString('latin1')) ?? [];
  const letters = text.replace(/\s+/g, '');
  if (letters.length < MIN_BASE64_LENGTH || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(letters)) return undefined;
  const isUrlSafe = /[-_]/.test(letters);
  const kind = await contentType(Buffer.from(letters, isUrlSafe ? 'base64url' : 'base64'));
  const form = prefix
    ? `a data: address (${prefix.slice(0, 40)}…)`
    : isUrlSafe
      ? 'URL-safe base64'
      : 'base64';
  return mediaError(
    `holds ${form}, not the medium itself; decoded it is ${kind}`,
    'files are encoded on the way to Weaviate, and decoded once by the inference server',
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
