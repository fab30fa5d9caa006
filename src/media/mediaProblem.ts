/** What is wrong with the content of one file. */
export interface MediaProblem {
  /**
   * `error`: the file cannot be used, or its vector would have no meaning, so it is skipped.
   * `warning`: it is used, but not all of it, or not as expected.
   */
  readonly severity: 'error' | 'warning';
  /** Follows the name of the file: `is empty`. */
  readonly message: string;
  /** Why that matters. */
  readonly reason: string;
  /** What to try. `FILE` stands for the name of the file. */
  readonly suggestion: string;
}

export const mediaError = (message: string, reason: string, suggestion: string): MediaProblem => ({
  severity: 'error',
  message,
  reason,
  suggestion,
});

export const mediaWarning = (message: string, reason: string, suggestion: string): MediaProblem => ({
  severity: 'warning',
  message,
  reason,
  suggestion,
});

/** What to try if the content of a file is damaged. */
export const COPY_AGAIN = 'copy or download the file again';

/** A file that cannot be prepared. */
export class MediaError extends Error {
  readonly problem: MediaProblem;

  constructor(problem: MediaProblem, options?: { cause?: unknown }) {
    super(`${problem.message}: ${problem.reason}`, options);
    this.problem = problem;
  }
}
