import { MAX_PIXELS, MODEL_IMAGE_SIDE } from '../../../facts/imageBind/limits.ts';
import { ERROR_TEXTS } from '../../../facts/imageBind/serverErrors.ts';
import { type MediaProblem, mediaError, mediaWarning, serverAnswer } from '../mediaReport.ts';

/** What to try with a file whose content is damaged. */
export const COPY_AGAIN = 'copy or download the file again';

/** A picture whose end is missing. */
export const truncated = (what: string): MediaProblem =>
  mediaError(
    `is a ${what} that is cut off`,
    serverAnswer(`${ERROR_TEXTS.truncatedPicture} (Pillow decodes to the end)`),
    COPY_AGAIN,
  );

/** A picture that Pillow does not recognize, or cannot decode. */
export const damaged = (message: string, words: string, suggestion = COPY_AGAIN): MediaProblem =>
  mediaError(message, serverAnswer(words), suggestion);

/** What is wrong with the size of a picture. */
export function sizeProblem(width: number, height: number): MediaProblem | undefined {
  if (width === 0 || height === 0) {
    return damaged('has no pixels', ERROR_TEXTS.noPicture, 'a picture of one pixel or more');
  }
  const pixels = width * height;
  if (pixels <= MAX_PIXELS) return undefined;
  return damaged(
    `is too large: ${width} by ${height} pixels`,
    `Image size (${pixels} pixels) exceeds limit of ${MAX_PIXELS} pixels, could be decompression bomb DOS attack`,
    `a smaller copy: the model looks at ${MODEL_IMAGE_SIDE} by ${MODEL_IMAGE_SIDE} pixels`,
  );
}

/** The largest value of 8 bits. Whatever is above becomes the same white. */
const WHITE = 255;

/** How a picture is scaled to 8 bits: from its own darkest to its own brightest value, or by one range for all. */
const SCALE_TO_8_BITS =
  'scale the values to 8 bits: magick FILE -auto-level -depth 8 SCALED.png; or by one range for all pictures, with -level 0,LARGEST in place of -auto-level';

/**
 * What is wrong with a gray picture of more than 8 bits: Pillow does not scale its values, it cuts them at 255.
 * Pictures that are all above share one vector, whatever they show (measured: distance 0).
 * @param depth `16 bits`
 * @param above the part of the pixels that is above 255, from 0 to 1; undefined where it cannot be told
 */
export function deepGrayProblem(depth: string, above: number | undefined): MediaProblem | undefined {
  if (above === 0) return undefined;
  const share = above === undefined ? '' : `, ${Math.ceil(100 * above)} % of its pixels above ${WHITE}`;
  const message = `has ${depth} of gray${share}`;
  const reason = `Pillow turns all values above ${WHITE} into white instead of scaling them`;
  return above !== undefined && above < 0.5
    ? mediaWarning(message, `${reason}: what they show is lost`, SCALE_TO_8_BITS)
    : mediaError(
        message,
        `${reason}: such pictures all get the same vector, whatever they show`,
        SCALE_TO_8_BITS,
      );
}

/** The part of the numbers that is above 255. */
export function shareAboveWhite(numbers: Iterable<number>): number {
  let [count, above] = [0, 0];
  for (const number of numbers) {
    count += 1;
    if (number > WHITE) above += 1;
  }
  return count === 0 ? 0 : above / count;
}
