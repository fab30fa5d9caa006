import type { Diagnosis } from '../diagnosis/diagnosis.ts';
import type { Modality } from '../facts/modalities.ts';
import { BIND_MODULE } from '../facts/weaviateModules.ts';
import type { WeaviateMeta } from '../targets/shared/layers.ts';
import type { Layer, ObjectError } from '../weaviate/checkFailure.ts';
import type { MediaReport } from './userMedia/mediaReport.ts';

export type SmokeCheckStatus = 'pass' | 'fail' | 'skip';

/** The result of one check. */
export interface SmokeCheckResult {
  readonly id: string;
  readonly modality: Modality | null;
  readonly status: SmokeCheckStatus;
  /** Milliseconds. */
  readonly ms: number;
  /** What was observed, or why it failed or was skipped. */
  readonly detail: string;
  /** What to try; null unless it failed. */
  readonly suggestion: string | null;
  /** The layer that failed; null unless it failed. */
  readonly layer: Layer | null;
  /** The objects that were rejected, if the check imports objects. */
  readonly objects?: readonly ObjectError[];
}

/** Versions of all components of a test; null if unknown. */
export interface Versions {
  readonly bindstack: string;
  readonly node: string;
  /** Of the package weaviate-client. */
  readonly client: string;
  readonly weaviate: string | null;
  /** Of the model, as reported by the inference server. */
  readonly model: string | null;
}

/** The result of a smoke test, as `--report json` prints it. */
export interface SmokeReport {
  readonly ok: boolean;
  readonly weaviate: { readonly url: string; readonly version: string | null };
  readonly inference: { readonly model: string | null; readonly stub: boolean };
  readonly collection: string | null;
  readonly checks: readonly SmokeCheckResult[];
  /** With `--media` only. */
  readonly media?: MediaReport;
  /** If a check failed: what is wrong with the stack, if bindstack runs it. */
  readonly diagnosis: readonly Diagnosis[];
  readonly versions: Versions;
  readonly ms: number;
}

/** Versions of all components of a test. */
export function versionsOf(meta: WeaviateMeta | undefined): Versions {
  const model = meta?.modules[BIND_MODULE]?.['version'];
  return {
    bindstack: BINDSTACK_VERSION,
    node: process.versions.node,
    client: WEAVIATE_CLIENT_VERSION,
    weaviate: meta?.version ?? null,
    model: model === undefined ? null : String(model),
  };
}
