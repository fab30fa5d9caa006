import { requireImage } from '../../../inference/image.ts';
import { carries } from '../../../inference/signature.ts';
import { error, type FileFault, warning } from '../finding.ts';
import { contentKind } from './contentKind.ts';
import { refusedWith, serverWords } from './serverWords.ts';

const CUT = 'the inference server answers 500: image file is truncated (Pillow decodes to the end)';
const AGAIN = 'copy or download the file again';

/** What is wrong with a picture. Its pixels are not decoded. */
export async function examinePicture(bytes: Buffer): Promise<FileFault | undefined> {
  const words = serverWords(() => requireImage(bytes));
  if (words !== undefined) {
    const kind = await contentKind(bytes);
    return error(
      `is no picture: ${kind}`,
      refusedWith(words),
      'convert it to PNG or JPEG, or name it after what it is',
    );
  }
  if (carries(bytes, [[1, 'PNG']])) return examinePng(bytes);
  const isJpeg = carries(bytes, [[0, '\xff\xd8']]);
  if (isJpeg && !bytes.includes('\xff\xd9', 2, 'latin1'))
    return error('is a JPEG that is cut off', CUT, AGAIN);
  if (carries(bytes, [[8, 'WEBPVP8X']]) && ((bytes[20] ?? 0) & 2) !== 0) {
    return warning(
      'is animated',
      'only its first frame counts',
      'make a video of it, if the movement matters',
    );
  }
  return undefined;
}

/** The chunks up to IEND, and the depth of gray. */
function examinePng(bytes: Buffer): FileFault | undefined {
  for (let at = 8; ; ) {
    if (at + 12 > bytes.length) return error('is a PNG that is cut off', CUT, AGAIN);
    if (carries(bytes, [[at + 4, 'IEND']])) break;
    at += 12 + bytes.readUInt32BE(at);
  }
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  if (width === 0 || height === 0) {
    return error(
      'is a PNG without pixels',
      'there is nothing to see in it',
      'a picture of one pixel or more',
    );
  }
  const [depth, colorType] = [bytes.readUInt8(24), bytes.readUInt8(25)];
  if (depth !== 16 || colorType !== 0) return undefined;
  return warning(
    'has 16 bits of gray',
    'Pillow cuts values above 255 to white, which leaves little of a depth or thermal picture',
    'scale the values to 8 bits first',
  );
}
