/** One thing that is wrong, and what to do about it. */
export interface Diagnosis {
  /** Stable name, for scripts: `inference-memory`, `port-taken`, … */
  readonly code: string;
  /** Name of the service that it is about; null for the whole stack or the machine. */
  readonly service: string | null;
  /** What happened, in one sentence without a full stop. */
  readonly message: string;
  /** Why, in plain words. */
  readonly cause: string;
  /** The lines that tell it, without control characters and secrets; of JSON, level, message and error. */
  readonly evidence: string | undefined;
  /** The exact command or key to change. */
  readonly suggestion: string;
}
