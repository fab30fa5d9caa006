import type { Change } from '../yaml/change.ts';
import type { Position, Source } from '../yaml/source.ts';
import type { Severity } from './rule.ts';

/** One thing that is wrong in a file, as reports show it. */
export interface Finding extends Position {
  readonly rule: string;
  readonly severity: Severity;
  /** Name of the file, as it was given. */
  readonly file: string;
  readonly message: string;
  readonly suggestion: string | undefined;
  /** `--fix` mends it. */
  readonly fixable: boolean;
  /** Page about the rule, from the root of the package. */
  readonly docs: string;
}

/** A finding with what reports do not show. */
export interface LocatedFinding extends Finding {
  /** Undefined where the file could not be read. */
  readonly source: Source | undefined;
  readonly changes: readonly Change[];
}

/** Kinds of files that are understood. */
export const KINDS = ['compose', 'values', 'config', 'collection'] as const;
export type Kind = (typeof KINDS)[number];
