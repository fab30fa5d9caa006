import { shellWord } from '../../formats/shellWords.ts';

/** What is wrong with the content of one file. */
export interface FileFault {
  /**
   * `error`: the inference server refuses it, or its vector would mean nothing, so it is left out.
   * `warning`: it goes in, and only a part of it counts.
   */
  readonly severity: 'error' | 'warning';
  /** What, after the name of the file: `is empty`. */
  readonly message: string;
  /** Why that matters. */
  readonly reason: string;
  /** What to try. */
  readonly suggestion: string;
}

/** A fault, and the file that has it; relative to the folder, with `/`. */
export interface FileFinding extends FileFault {
  readonly file: string;
}

/** The finding of a fault; `FILE` in what to try becomes the name, as a shell takes it. */
export function findingOf(file: string, fault: FileFault): FileFinding {
  return { file, ...fault, suggestion: fault.suggestion.replaceAll('FILE', () => shellWord(file)) };
}

export const error = (message: string, reason: string, suggestion: string): FileFault => ({
  severity: 'error',
  message,
  reason,
  suggestion,
});

export const warning = (message: string, reason: string, suggestion: string): FileFault => ({
  severity: 'warning',
  message,
  reason,
  suggestion,
});

/** The reason of an error: what Weaviate would have been answered. */
export const refusedWith = (words: string): string => `the inference server answers 500: ${words}`;
