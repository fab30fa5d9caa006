import type { Modality } from '../../facts/modalities.ts';
import type { FileFinding } from './finding.ts';
import type { LeftOut } from './mediaFolder.ts';

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
