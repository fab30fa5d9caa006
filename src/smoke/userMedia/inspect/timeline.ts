import { VIDEO_WINDOW_SECONDS, VIDEO_WINDOWS } from '../../../facts/imageBind/limits.ts';
import { ERROR_TEXTS } from '../../../facts/imageBind/serverErrors.ts';
import { type MediaProblem, mediaError, mediaWarning, serverAnswer } from '../mediaReport.ts';

/** A part of a video file: where its content begins and ends. */
export interface FilePart {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  /** It claims to be longer than what is there. */
  readonly isCut: boolean;
}

/**
 * What a container says of its pictures: how many frames, `some` where it does not count them, or why it cannot
 * be read to its pictures.
 */
export type FrameCount = number | 'some' | 'cut off' | 'no pictures';

/** When the frames of a video are shown; only those whose data is in the file. Seconds. */
export interface Timeline {
  readonly duration: number;
  readonly times: readonly number[];
  /** Frames that the index names, and whose data is not in the file. */
  readonly missing: number;
}

/** Seconds that a frame may be beside its window: how a container rounds its times is not looked into. */
const TIME_TOLERANCE = 0.5;

/** What is wrong with the times of the frames: pytorchvideo 0.1.5 gives nothing for a window without a frame. */
export function timelineProblem({ duration, times, missing }: Timeline): MediaProblem | undefined {
  const sorted = [...times].sort((a, b) => a - b);
  const cut = `is cut off: the data of ${missing} of its ${missing + times.length} frames is missing`;
  const again = 'copy or download the file again';
  const empty = emptyWindow(sorted, duration, TIME_TOLERANCE);
  if (empty === undefined) {
    if (missing > 0) return mediaWarning(cut, 'only what is there counts', again);
    const maybe = emptyWindow(sorted, duration, 0);
    if (maybe === undefined) return undefined;
    return mediaWarning(
      `has few frames, and perhaps none ${windowRange(maybe)}`,
      `${EMPTY_WINDOW_REASON} if so`,
      MORE_FRAMES,
    );
  }
  return missing > 0
    ? mediaError(cut, EMPTY_WINDOW_REASON, again)
    : mediaError(`has no frame ${windowRange(empty)}`, EMPTY_WINDOW_REASON, MORE_FRAMES);
}

const EMPTY_WINDOW_REASON = `the model looks at five windows of two seconds, and ${serverAnswer(ERROR_TEXTS.noFrame)}`;
const MORE_FRAMES = 'one frame per second or more: ffmpeg -i FILE -r 2 VIDEO.mp4';

const windowRange = (start: number) =>
  `from second ${start.toFixed(1)} to ${(start + VIDEO_WINDOW_SECONDS).toFixed(1)}`;

/** Where the first window begins that holds no frame; undefined where all hold one. */
function emptyWindow(sorted: readonly number[], duration: number, slack: number): number | undefined {
  const step = Math.max(0, duration - VIDEO_WINDOW_SECONDS) / (VIDEO_WINDOWS - 1);
  return Array.from({ length: VIDEO_WINDOWS }, (_, i) => i * step).find((start) => {
    const next = firstAtLeast(sorted, start - slack);
    return next === undefined || next >= start + VIDEO_WINDOW_SECONDS + slack;
  });
}

/** The first of sorted numbers that is not below another. */
function firstAtLeast(sorted: readonly number[], least: number): number | undefined {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < least) low = middle + 1;
    else high = middle;
  }
  return sorted[low];
}
