import type { Modality } from '../../facts/modalities.ts';
import { shellWord } from '../../formats/quoting.ts';
import type { LeftOut } from './givenMedia.ts';

/** What is wrong with the content of one file. */
export interface MediumFault {
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
export interface FileFinding extends MediumFault {
  readonly file: string;
}

/** The finding of a fault; `FILE` in what to try becomes the name, as a shell takes it. */
export function findingOf(file: string, fault: MediumFault): FileFinding {
  return { file, ...fault, suggestion: fault.suggestion.replaceAll('FILE', () => shellWord(file)) };
}

export const mediumError = (message: string, reason: string, suggestion: string): MediumFault => ({
  severity: 'error',
  message,
  reason,
  suggestion,
});

export const mediumWarning = (message: string, reason: string, suggestion: string): MediumFault => ({
  severity: 'warning',
  message,
  reason,
  suggestion,
});

/** The reason of an error: what Weaviate would have been answered. */
export const refusedWith = (words: string): string => `the inference server answers 500: ${words}`;

/** A file that was found, or an object where one vector holds all its files. */
export interface Neighbour {
  readonly name: string;
  /** Null for an object with several media in one vector. */
  readonly modality: Modality | null;
  /** Cosine distance: 0 for the same direction, 1 for nothing in common, 2 for the opposite. */
  readonly distance: number;
}

/** What was imported, and what is near to it: the nearest of each modality, itself not counted. */
export interface OwnMedium {
  readonly name: string;
  readonly modality: Modality | null;
  readonly id: string;
  readonly nearest: readonly Neighbour[];
}

/** What a search of one's own has found: the three nearest of each modality. */
export interface OwnQuery {
  readonly query: string;
  readonly modality: Modality;
  readonly nearest: readonly Neighbour[];
}

/** What `smoke --media` adds to the report. */
export interface MediaReport {
  readonly directory: string;
  readonly findings: readonly FileFinding[];
  readonly leftOut: readonly LeftOut[];
  readonly imported: readonly OwnMedium[];
  readonly queries: readonly OwnQuery[];
}
