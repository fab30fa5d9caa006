import type { Modality } from '../stack/modalities.ts';
import type { MediaReport } from './own/mediaReport.ts';

export type CheckStatus = 'pass' | 'fail' | 'skip';

/** One line of the proof. */
export interface CheckResult {
  readonly id: string;
  readonly modality: Modality | null;
  readonly status: CheckStatus;
  /** Milliseconds. */
  readonly ms: number;
  /** What was seen. */
  readonly detail: string;
  /** What to try; null unless it failed. */
  readonly suggestion: string | null;
}

/** The result of a smoke test, as `--report json` prints it. */
export interface SmokeReport {
  readonly ok: boolean;
  readonly weaviate: { readonly url: string; readonly version: string | null };
  readonly inference: { readonly model: string | null; readonly stub: boolean };
  readonly collection: string | null;
  readonly checks: readonly CheckResult[];
  /** Of `--media`. */
  readonly media?: MediaReport;
  readonly ms: number;
}
