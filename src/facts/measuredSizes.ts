import sizing from './sizing.json' with { type: 'json' };

/*
 * What vectors of 1,024 numbers take on the real server. sizing.json is written by scripts/measure/fit.js, never by
 * hand; docs/sizing.md shows it.
 */

/** Bytes as a function of the number of objects. */
export interface Line {
  readonly fixed: number;
  readonly perObject: number;
}

/** A vector index with a compression. */
export interface MeasuredSize {
  readonly index: string;
  readonly compression: string;
  /** Memory after a restart and some queries, when Go has returned to the system all it can. */
  readonly memoryAtRest: Line;
  /** Go's live heap when everything is imported. Weaviate compares it with GOMEMLIMIT before it takes a batch. */
  readonly liveHeap: Line;
  /** Disk space of a collection without media, after compaction. */
  readonly disk: Line;
  /** By number of objects. */
  readonly measured: Readonly<Record<string, Measurement>>;
}

export interface Measurement {
  /** In bytes, like those of a variant. */
  readonly memoryAtRest: number;
  readonly disk: number;
  /** CPU seconds of the server per 1,000 objects; the vectors are given. */
  readonly importCpu: number;
  /** Share of the true 10 nearest objects that a query finds: for a stored vector plus half its length of noise. */
  readonly recallNear: number;
  /** The same for vectors that have nothing to do with the stored ones. */
  readonly recallRandom: number;
  readonly queryMilliseconds: number;
}

/** What happened to an import into a container with a memory limit. */
export interface LimitedImport {
  /** In bytes. */
  readonly limit: number;
  readonly imported: number;
  /** The server's answer to the first batch that it did not take; empty if it took all. */
  readonly error: string;
  readonly killed: boolean;
  readonly seconds: number;
}

export interface MeasuredSizes {
  readonly version: string;
  /** ISO 8601. */
  readonly date: string;
  readonly machine: string;
  readonly dimensions: number;
  /** The sizes that the constants come from. */
  readonly fittedTo: readonly number[];
  /** Objects with which sq and pq were trained; until then, they keep uncompressed vectors. */
  readonly trainingLimit: number;
  readonly variants: Readonly<Record<string, MeasuredSize>>;
  /** Predicted limits on real containers: 10% below the minimum, and recommended. */
  readonly limits: readonly {
    readonly variant: string;
    readonly objects: number;
    readonly below: LimitedImport;
    readonly recommended: LimitedImport;
  }[];
}

export const MEASURED_SIZES: MeasuredSizes = sizing;
