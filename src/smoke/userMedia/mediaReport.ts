import type { Modality } from '../../facts/modalities.ts';
import { shellWord } from '../../formats/quoting.ts';
import type { SkippedFile } from './mediaFolder.ts';

/** What is wrong with the content of one file. */
export interface MediaProblem {
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
export interface FileFinding extends MediaProblem {
  readonly file: string;
}

/** The finding of a fault; `FILE` in what to try becomes the name, as a shell takes it. */
export function findingOf(file: string, problem: MediaProblem): FileFinding {
  return { file, ...problem, suggestion: problem.suggestion.replaceAll('FILE', () => shellWord(file)) };
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

/** The reason of an error: what Weaviate would have been answered. */
export const serverAnswer = (words: string): string => `the inference server answers 500: ${words}`;

/** A file that was found, or an object where one vector holds all its files. */
export interface Neighbour {
  readonly name: string;
  /** Null for an object with several media in one vector. */
  readonly modality: Modality | null;
  /** Cosine distance: 0 for the same direction, 1 for nothing in common, 2 for the opposite. */
  readonly distance: number;
}

/** What was imported, and what is near to it: the nearest of each modality, itself not counted. */
export interface ImportedMedium {
  readonly name: string;
  readonly modality: Modality | null;
  readonly id: string;
  readonly nearest: readonly Neighbour[];
}

/** What a search of one's own has found: the three nearest of each modality. */
export interface QueryResult {
  readonly query: string;
  readonly modality: Modality;
  readonly nearest: readonly Neighbour[];
}

/** What `smoke --media` adds to the report. */
export interface MediaReport {
  readonly directory: string;
  readonly findings: readonly FileFinding[];
  readonly leftOut: readonly SkippedFile[];
  readonly imported: readonly ImportedMedium[];
  readonly queries: readonly QueryResult[];
}
