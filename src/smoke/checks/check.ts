import type { Modality } from '../../facts/modalities.ts';
import type { StackConfig } from '../../options/table.ts';
import type { WeaviateMeta } from '../../targets/shared/layers.ts';
import type { Layer } from '../../weaviate/checkFailure.ts';
import type { WeaviateServer } from '../../weaviate/rest.ts';
import type { WeaviateSession } from '../../weaviate/session.ts';
import type { SmokeObjects } from '../objects.ts';

/** The inputs of a test, and what its checks have found out for the checks that follow. */
export interface SmokeState {
  readonly target: WeaviateServer;
  /** Aborts pending requests, which would otherwise keep the process running. */
  readonly signal: AbortSignal;
  readonly config: StackConfig;
  /** The command that starts the stack; undefined for one that bindstack did not start. */
  readonly start: string | undefined;
  /** Name of the temporary collection. */
  readonly collection: string;
  /** Do not delete the collection. */
  readonly keep: boolean;
  readonly objects: SmokeObjects;
  /** Called with what the current check is waiting for. */
  readonly onWaiting: (what: string) => void;
  /** Set by `ready`. */
  meta: WeaviateMeta | undefined;
  /** Set by `grpc`. */
  session: WeaviateSession | undefined;
  /** Set by `create`: the collection may exist. */
  created: boolean;
}

/** What a check observed, or why it does not apply. */
export type CheckOutcome = string | { readonly skipped: string };

export interface SmokeCheck {
  readonly id: string;
  readonly modality?: Modality;
  /** The layer to blame for errors that do not identify one. */
  readonly layer: Layer;
  /** If it fails, the remaining checks are skipped. */
  readonly essential?: boolean;
  /** Time limit for the inference server, in milliseconds. */
  readonly timeLimit?: number;
  /** What it is waiting for, if that may take long. */
  readonly waitingFor?: string;
  readonly run: (state: SmokeState) => Promise<CheckOutcome>;
}

/** The connection opened by the check `grpc`. */
export function sessionOf({ session }: SmokeState): WeaviateSession {
  if (!session) throw new Error('no connection');
  return session;
}
