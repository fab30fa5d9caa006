import { readFile } from 'node:fs/promises';
import type { Diagnosis } from '../diagnosis/diagnosis.ts';
import type { Modality } from '../facts/modalities.ts';
import { BIND_MODULE } from '../facts/weaviateModules.ts';
import type { WeaviateMeta } from '../targets/shared/layers.ts';
import type { Layer, ObjectError } from './checkFailure.ts';
import type { MediaReport } from './userMedia/mediaReport.ts';

export type SmokeCheckStatus = 'pass' | 'fail' | 'skip';

/** One line of the proof. */
export interface SmokeCheckResult {
  readonly id: string;
  readonly modality: Modality | null;
  readonly status: SmokeCheckStatus;
  /** Milliseconds. */
  readonly ms: number;
  /** What was seen. */
  readonly detail: string;
  /** What to try; null unless it failed. */
  readonly suggestion: string | null;
  /** The layer that failed; null unless it failed. */
  readonly layer: Layer | null;
  /** The objects that were refused, where the check is about objects. */
  readonly objects?: readonly ObjectError[];
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
  readonly checks: readonly SmokeCheckResult[];
  /** Of `--media`. */
  readonly media?: MediaReport;
  /** What is wrong with the stack that bindstack runs, where a check has failed. */
  readonly diagnosis: readonly Diagnosis[];
  readonly versions: Versions;
  readonly ms: number;
}

const CLIENT = 'weaviate-client';

/** Version of the client's package: it exports no package.json, so that the way to it leads through its entry. */
async function clientVersion(): Promise<string | null> {
  try {
    const entry = import.meta.resolve(CLIENT);
    const root = entry.slice(0, entry.lastIndexOf(`/${CLIENT}/`) + CLIENT.length + 2);
    const { version } = JSON.parse(await readFile(new URL('package.json', root), 'utf8')) as {
      version?: string;
    };
    return version ?? null;
  } catch {
    return null;
  }
}

/** Version of everything that takes part in a test. */
export async function versionsOf(meta: WeaviateMeta | undefined): Promise<Versions> {
  const model = meta?.modules[BIND_MODULE]?.['version'];
  return {
    bindstack: BINDSTACK_VERSION,
    node: process.versions.node,
    client: await clientVersion(),
    weaviate: meta?.version ?? null,
    model: model === undefined ? null : String(model),
  };
}
