/** Exit codes; users and scripts rely on them. */
export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  refused: 3,
  findings: 4,
  environment: 5,
  interrupted: 130,
} as const;

export type FailureKind = Exclude<keyof typeof EXIT, 'ok'>;

export interface FailureDetails {
  /** Stable name of this failure, for scripts: `unknown-option`, `port-taken`, … */
  readonly code: string;
  /** What happened: one sentence without a period. */
  readonly message: string;
  /** Why, or what was observed; may have several lines. */
  readonly detail?: string | undefined;
  /** What to do: the exact command, flag or key. */
  readonly suggestion?: string | undefined;
  /** The command has already printed a report, so nothing more is printed. */
  readonly reported?: boolean;
}

/** An expected failure: it is explained to the user, without a stack trace. */
export class Failure extends Error {
  readonly kind: FailureKind;
  readonly code: string;
  readonly detail: string | undefined;
  readonly suggestion: string | undefined;
  readonly reported: boolean;

  constructor(kind: FailureKind, details: FailureDetails, options?: { cause?: unknown }) {
    super(details.message, options);
    this.name = 'Failure';
    this.kind = kind;
    this.code = details.code;
    this.detail = details.detail;
    this.suggestion = details.suggestion;
    this.reported = details.reported ?? false;
  }

  get exitCode(): number {
    return EXIT[this.kind];
  }
}

/** The message of any thrown value, preferring the reason that `fetch` hides in `cause`. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // One error per address of a host name; all of them failed.
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  const { cause } = error;
  if (cause instanceof AggregateError && cause.errors.length > 0) return reasonOf(cause);
  return cause instanceof Error && cause.message !== '' ? cause.message : error.message;
}
