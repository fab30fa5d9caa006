import { MAX_PIXELS, MODEL_IMAGE_SIDE } from '../../../facts/imageBind/limits.ts';
import { ERROR_TEXTS } from '../../../facts/imageBind/serverErrors.ts';
import { type MediaProblem, mediaError, mediaWarning, serverError } from '../mediaReport.ts';

/** What to try if the content of a file is damaged. */
export const COPY_AGAIN = 'copy or download the file again';

/** The problem of an image whose end is missing. */
export const truncated = (format: string): MediaProblem =>
  mediaError(
    `is a truncated ${format}`,
    serverError(`${ERROR_TEXTS.truncatedPicture} (Pillow decodes the whole image)`),
    COPY_AGAIN,
  );

/** The problem of an image that Pillow cannot recognize or decode. */
export const damaged = (message: string, response: string, suggestion = COPY_AGAIN): MediaProblem =>
  mediaError(message, serverError(response), suggestion);

/** What is wrong with the size of an image, if anything. */
export function sizeProblem(width: number, height: number): MediaProblem | undefined {
  if (width === 0 || height === 0) {
    return damaged('has no pixels', ERROR_TEXTS.noPicture, 'use an image with at least one pixel');
  }
  const pixels = width * height;
  if (pixels <= MAX_PIXELS) return undefined;
  return damaged(
    `is too large: ${width} by ${height} pixels`,
    `Image size (${pixels} pixels) exceeds limit of ${MAX_PIXELS} pixels, could be decompression bomb DOS attack`,
    `use a smaller copy: the model scales images to ${MODEL_IMAGE_SIDE} by ${MODEL_IMAGE_SIDE} pixels`,
  );
}

/** The largest 8-bit value. All larger values become white. */
const WHITE = 255;

/** How to scale an image to 8 bits: by its own range of values, or by one range for all images. */
const SCALE_TO_8_BITS =
  'scale the values to 8 bits: magick FILE -auto-level -depth 8 SCALED.png (to use one range for all images, replace -auto-level with -level 0,LARGEST)';

/**
 * The problem of a grayscale image with more than 8 bits: Pillow clips its values at 255 instead of scaling them. Images
 * with only larger values all get the same vector (measured: distance 0).
 * @param depth `16-bit`
 * @param above the share of pixels above 255, from 0 to 1; undefined if unknown
 */
export function deepGrayProblem(depth: string, above: number | undefined): MediaProblem | undefined {
  if (above === 0) return undefined;
  const share = above === undefined ? '' : ` with ${Math.ceil(100 * above)}% of its pixels above ${WHITE}`;
  const message = `is a ${depth} grayscale image${share}`;
  const reason = `Pillow clips all values above ${WHITE} to white instead of scaling them`;
  return above !== undefined && above < 0.5
    ? mediaWarning(message, `${reason}, so their content is lost`, SCALE_TO_8_BITS)
    : mediaError(
        message,
        `${reason}, so all such images get the same vector, whatever they show`,
        SCALE_TO_8_BITS,
      );
}

/** The share of numbers above 255, from 0 to 1. */
export function shareAboveWhite(numbers: Iterable<number>): number {
  let [count, above] = [0, 0];
  for (const number of numbers) {
    count += 1;
    if (number > WHITE) above += 1;
  }
  return count === 0 ? 0 : above / count;
}
