import type { Modality } from '../../facts/modalities.ts';
import { shellWord } from '../../formats/quoting.ts';
import type { MediaProblem } from '../../media/mediaProblem.ts';
import type { SkippedFile } from './mediaFolder.ts';

/** A problem, and the file that has it: a path relative to the folder, with `/`. */
export interface FileFinding extends MediaProblem {
  readonly file: string;
}

/** The finding for a problem of a file. `FILE` in the suggestion becomes its name, quoted for the shell. */
export function findingOf(file: string, problem: MediaProblem): FileFinding {
  return { file, ...problem, suggestion: problem.suggestion.replaceAll('FILE', () => shellWord(file)) };
}

/** A problem as reported: each file once, with the check that found it. */
export interface MediaFinding extends FileFinding {
  readonly check: string;
}

/** A file found by a search, or an object if one vector combines all its files. */
export interface Neighbor {
  readonly name: string;
  /** Null for an object with several media in one vector. */
  readonly modality: Modality | null;
  /** Cosine distance: 0 for the same direction, 1 for orthogonal vectors, 2 for opposite ones. */
  readonly distance: number;
}

/** An imported medium, with the nearest other medium of each modality. */
export interface ImportedMedium {
  readonly name: string;
  readonly modality: Modality | null;
  readonly id: string;
  readonly nearest: readonly Neighbor[];
}

/** The results of a `--query`: the three nearest media of each modality. */
export interface QueryResult {
  readonly query: string;
  readonly modality: Modality;
  readonly nearest: readonly Neighbor[];
}

/** The part of the report that `smoke --media` adds. */
export interface MediaReport {
  readonly directory: string;
  readonly findings: readonly MediaFinding[];
  readonly leftOut: readonly SkippedFile[];
  readonly imported: readonly ImportedMedium[];
  readonly queries: readonly QueryResult[];
}
