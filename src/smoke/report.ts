import type { Diagnosis } from '../diagnosis/diagnosis.ts';
import type { Modality } from '../facts/modalities.ts';
import type { Layer, ObjectFault } from './checkFailure.ts';
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
  /** The layer that failed; null unless it failed. */
  readonly layer: Layer | null;
  /** The objects that were refused, where the check is about objects. */
  readonly objects?: readonly ObjectFault[];
}

/** Version of everything that took part; null where it is not known. */
export interface Versions {
  readonly bindstack: string;
  readonly node: string;
  /** Of the package weaviate-client. */
  readonly client: string | null;
  readonly weaviate: string | null;
  /** Of the model, as the inference server tells it. */
  readonly model: string | null;
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
  /** What is wrong with the stack that bindstack runs, where a check has failed. */
  readonly diagnosis: readonly Diagnosis[];
  readonly versions: Versions;
  readonly ms: number;
}
