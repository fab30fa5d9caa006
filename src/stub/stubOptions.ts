/**
 * Ways in which the stand-in can be told to fail, so that a launch or a smoke test can be seen failing:
 * - `vectorize`: every `POST /vectorize` answers 500
 * - `ready`: `live` and `ready` answer 503 for ever
 * - `hang`: connections are accepted and nothing is ever answered
 */
export const FAILURES = ['vectorize', 'ready', 'hang'] as const;

export type StubFailure = (typeof FAILURES)[number];

export interface StubOptions {
  /** Address to listen on; 127.0.0.1 when left out. */
  readonly host?: string | undefined;
  /** 0, and left out, mean a free port. */
  readonly port?: number | undefined;
  /** Milliseconds that every `POST /vectorize` waits before it answers. */
  readonly delayMs?: number | undefined;
  /** Milliseconds after the start during which `live` and `ready` answer 503. */
  readonly readyAfterMs?: number | undefined;
  readonly fail?: StubFailure | undefined;
}
