import type { Change } from '../yaml/change.ts';
import type { Place, Position, Source } from '../yaml/source.ts';

/** An error is something that fails or loses data, a warning is something that is likely to, an info is worth knowing. */
export const SEVERITIES = ['error', 'warning', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** A problem that a rule found. */
export interface Problem {
  readonly place: Place;
  /** One clause, or two with a colon or semicolon. No capital letter at the start, no period at the end. */
  readonly message: string;
  /** What to do in this case, in the style of `message`. Defaults to the rule's `fix` in that style. */
  readonly suggestion?: string;
  /** Defaults to the rule's severity. */
  readonly severity?: Severity;
  /** The automatic fix, if it is certain: changes to the file of `place`. */
  readonly changes?: readonly Change[];
}

/** The description of a rule, from which its documentation is generated. */
export interface RuleText {
  /** In kebab case. Never changes: comments and scripts refer to it. */
  readonly id: string;
  readonly severity: Severity;
  /** A complete sentence. */
  readonly summary: string;
  /** What happens, and why: complete sentences. */
  readonly why: string;
  /** How to fix it: an imperative sentence. */
  readonly fix: string;
  /** The source of the fact: a measurement, a line of source code, an issue. */
  readonly evidence: string;
  /** Whether `--fix` can fix it, at least in some cases. */
  readonly fixable?: true;
  /**
   * Whether `add` applies the fix too, because without it ImageBind does not run, or not for long. Fixes that do not
   * concern ImageBind are left to `validate --fix`. A rule about several blocks of the values can be limited to the
   * block of the module.
   */
  readonly partOfAdd?: true | 'in the block of the module';
  /**
   * Whether the rule requires the inference server to be a service of the project. `add --inference external` ignores
   * its findings, because an external server is what the user wants.
   */
  readonly requiresOwnServer?: true;
}

/** The rule's `fix` as the suggestion of a finding, without Markdown: `Remove it. Use X.` becomes `remove it; use X`. */
export function suggestionOf({ fix }: RuleText): string {
  return fix
    .replaceAll('`', '')
    .replace(/\.$/, '')
    .replace(/^[A-Z]|\. [A-Z]/g, (start) => start.replace('.', ';').toLowerCase());
}

/** A rule about one kind of document. It reports nothing about files that work. */
export interface Rule<Subject> extends RuleText {
  check(subject: Subject): Iterable<Problem>;
}

/** A problem in a file, as reports show it. */
export interface Finding extends Position {
  readonly rule: string;
  readonly severity: Severity;
  /** The name of the file, as the user wrote it. */
  readonly file: string;
  readonly message: string;
  readonly suggestion: string | undefined;
  /** Whether `--fix` fixes it. */
  readonly fixable: boolean;
  /** The page of the rule, as a path relative to the root of the package. */
  readonly docs: string;
}

/** A finding with the text that it is in, which some reports quote. */
export interface ReportedFinding extends Finding {
  /** Undefined if the file could not be read. */
  readonly source:
    | { readonly text: string; readonly lines: { readonly lineStarts: readonly number[] } }
    | undefined;
}

/** A finding with the data that fixes need. */
export interface LocatedFinding extends Finding {
  /** Undefined if the file could not be read. */
  readonly source: Source | undefined;
  readonly changes: readonly Change[];
}

/** The kinds of files that bindstack understands. */
export const KINDS = ['compose', 'values', 'config', 'collection'] as const;
export type Kind = (typeof KINDS)[number];

/** Kinds with several files per project: Compose merges the files it is given, and the override file next to one. */
export const MERGED_KINDS: ReadonlySet<Kind> = new Set(['compose']);
