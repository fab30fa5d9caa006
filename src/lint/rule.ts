import type { Change } from '../yaml/change.ts';
import type { Place, Position, Source } from '../yaml/source.ts';

/** Errors are for what fails or loses data, warnings for what is likely to, infos for what one should know. */
export const SEVERITIES = ['error', 'warning', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What a rule found at a place. */
export interface Problem {
  readonly place: Place;
  /** One sentence, without a full stop. */
  readonly message: string;
  /** What to do here; the rule's `fix` where it is the same everywhere. */
  readonly suggestion?: string;
  /** Where it differs from the rule's. */
  readonly severity?: Severity;
  /** The certain repair, to the file of `place`. */
  readonly changes?: readonly Change[];
}

/** What a rule is, in words: the documentation is made from it. */
export interface RuleText {
  /** Words with dashes; stable, since comments and scripts name it. */
  readonly id: string;
  readonly severity: Severity;
  /** One sentence. */
  readonly summary: string;
  /** What happens, and why. */
  readonly why: string;
  /** How to mend it. */
  readonly fix: string;
  /** Where the fact comes from: a measurement, a line of source, an issue. */
  readonly evidence: string;
  /** `--fix` can mend it, at least where the repair is certain. */
  readonly fixable?: true;
  /**
   * `add` makes the fix too, since ImageBind does not run, or does not last, without it; what is wrong apart from
   * ImageBind is for `validate --fix`. Of rules about several blocks of values, only the block of the module counts.
   */
  readonly partOfAdd?: true | 'in the block of the module';
  /**
   * The rule wants a service of the project to make the vectors. `add --inference external` leaves its finding and its
   * fix alone: the address elsewhere is what was asked for.
   */
  readonly requiresOwnServer?: true;
}

/** One thing that can be wrong in one kind of document. Silent on files that work. */
export interface Rule<Subject> extends RuleText {
  check(subject: Subject): Iterable<Problem>;
}

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

/** Kinds of which several files are one: Compose merges those that it is given, and the override file beside one. */
export const MERGED_KINDS: ReadonlySet<Kind> = new Set(['compose']);
