import type { Modality } from '../facts/modalities.ts';

/* What the page of `bindstack explore` and its server say to each other, as JSON. */

/** Largest file that can be dropped, in bytes. The server writes it to disk before it is prepared like an imported one. */
export const UPLOAD_LIMIT = 512 * 1024 * 1024;

/** `GET api/state`. */
export interface ExploreState {
  /** Name of the collection. */
  readonly collection: string;
  /** REST address of Weaviate. */
  readonly weaviate: string;
  /** Whether the vectors come from the stub. */
  readonly stub: boolean;
  /** Number of objects by kind; empty if nothing is imported. */
  readonly counts: Readonly<Partial<Record<Modality, number>>>;
  /** Number of objects, including those of no kind. */
  readonly total: number;
  /** The command that imports a folder. */
  readonly importCommand: string;
  /** Name of the file that the command was started with. */
  readonly given?: string;
}

/** What to search for, in addition to the content of a file. */
export type ExploreQuery =
  | { readonly text: string }
  /** Id of an object. */
  | { readonly near: string }
  /** The file that the command was started with. */
  | { readonly given: true }
  /** A dropped file; its content is the body of the request. */
  | { readonly file: string };

/** `POST api/search`: these as parameters of the address. */
export interface ExploreRequest {
  readonly query: ExploreQuery;
  /** Empty for all. */
  readonly kinds: readonly Modality[];
  readonly limit: number;
  /** Combine vectors with keywords. */
  readonly hybrid: boolean;
}

export interface ExploreHit {
  readonly id: string;
  /** Starts with the name of the imported folder. */
  readonly path: string;
  /** Null for an object with several media. */
  readonly kind: Modality | null;
  /** Null for keyword hits of a hybrid search. */
  readonly distance: number | null;
  /** Its place among the parts of the file, from 0. */
  readonly part?: number;
  /** Seconds in the recording. */
  readonly start?: number;
  readonly end?: number;
  /** Seconds. */
  readonly duration?: number;
  /** The words of a text. */
  readonly text?: string;
  /** ISO 8601. */
  readonly taken?: string;
  readonly camera?: string;
  /** Bytes. */
  readonly size?: number;
  readonly position?: { readonly latitude: number; readonly longitude: number };
  /** Whether `thumbnail/ID` has a picture. */
  readonly thumbnail: boolean;
  /** Whether `media/PATH` has the file: its folder was imported on this machine. */
  readonly file: boolean;
}

/** The response to a search. */
export interface ExploreAnswer {
  readonly hits: readonly ExploreHit[];
  /** The kind of a file that was searched with. */
  readonly kind?: Modality;
  /** The path of an object that was searched with. */
  readonly near?: string;
  /** The same search for other programs, with placeholders for the key and the file. */
  readonly code: Readonly<Record<string, string>>;
}

/** The response with a status from 400. */
export interface ExploreProblem {
  readonly message: string;
  readonly suggestion?: string | undefined;
}
