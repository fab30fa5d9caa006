import { VIDEO_WINDOW_SECONDS, VIDEO_WINDOWS } from '../../../facts/imageBind/limits.ts';
import { ERROR_TEXTS } from '../../../facts/imageBind/serverErrors.ts';
import { type MediaProblem, mediaError, mediaWarning, serverError } from '../mediaReport.ts';

/** A part of a video file, with the offsets where its content starts and ends. */
export interface FilePart {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  /** The file ends before this part does. */
  readonly isTruncated: boolean;
}

/**
 * How many frames a container has according to its metadata: `some` if it does not count them, or why they cannot be
 * read.
 */
export type FrameCount = number | 'some' | 'truncated' | 'no video track';

/** The times in seconds at which the frames of a video are shown. */
export interface Timeline {
  readonly duration: number;
  /** Only of frames whose data is in the file. */
  readonly times: readonly number[];
  /** Number of frames that are in the index, but whose data is not in the file. */
  readonly missing: number;
}

/** Tolerance in seconds at the edges of a window, because containers round times differently. */
const TIME_TOLERANCE = 0.5;

/** What is wrong with the times of the frames: pytorchvideo 0.1.5 returns nothing for a window without a frame. */
export function timelineProblem({ duration, times, missing }: Timeline): MediaProblem | undefined {
  const sorted = [...times].sort((a, b) => a - b);
  const message = `is truncated: the data of ${missing} of its ${missing + times.length} frames is missing`;
  const copyAgain = 'copy or download the file again';
  const empty = emptyWindow(sorted, duration, TIME_TOLERANCE);
  if (empty === undefined) {
    if (missing > 0) return mediaWarning(message, 'only the frames in the file are used', copyAgain);
    const possiblyEmpty = emptyWindow(sorted, duration, 0);
    if (possiblyEmpty === undefined) return undefined;
    return mediaWarning(
      `has few frames, possibly none ${windowRange(possiblyEmpty)}`,
      EMPTY_WINDOW_REASON,
      MORE_FRAMES,
    );
  }
  return missing > 0
    ? mediaError(message, EMPTY_WINDOW_REASON, copyAgain)
    : mediaError(`has no frame ${windowRange(empty)}`, EMPTY_WINDOW_REASON, MORE_FRAMES);
}

const EMPTY_WINDOW_REASON = `each of the five two-second windows that the model uses needs a frame; otherwise ${serverError(ERROR_TEXTS.noFrame)}`;
const MORE_FRAMES = 'use at least one frame per second: ffmpeg -i FILE -r 2 VIDEO.mp4';

const windowRange = (start: number) =>
  `from second ${start.toFixed(1)} to ${(start + VIDEO_WINDOW_SECONDS).toFixed(1)}`;

/** Start of the first window without a frame; undefined if every window has one. */
function emptyWindow(sorted: readonly number[], duration: number, tolerance: number): number | undefined {
  const step = Math.max(0, duration - VIDEO_WINDOW_SECONDS) / (VIDEO_WINDOWS - 1);
  return Array.from({ length: VIDEO_WINDOWS }, (_, i) => i * step).find((start) => {
    const next = firstAtLeast(sorted, start - tolerance);
    return next === undefined || next >= start + VIDEO_WINDOW_SECONDS + tolerance;
  });
}

/** The first of the sorted numbers that is at least `minimum`. */
function firstAtLeast(sorted: readonly number[], minimum: number): number | undefined {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < minimum) low = middle + 1;
    else high = middle;
  }
  return sorted[low];
}
