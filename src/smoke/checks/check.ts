import type { Modality } from '../../facts/modalities.ts';
import type { StackConfig } from '../../options/table.ts';
import type { WeaviateMeta } from '../../targets/shared/layers.ts';
import type { Layer } from '../checkFailure.ts';
import type { SmokeObjects } from '../objects.ts';
import type { SmokeTarget } from '../rest.ts';
import type { SmokeSession } from '../session.ts';

/** What a test knows, and what its checks find out for those that follow. */
export interface SmokeState {
  readonly target: SmokeTarget;
  /** Ends what is under way, so that nothing keeps the process alive. */
  readonly signal: AbortSignal;
  readonly config: StackConfig;
  /** Name of the test's own collection. */
  readonly collection: string;
  /** Leave it in place. */
  readonly keep: boolean;
  readonly objects: SmokeObjects;
  /** Told what is waited for now. */
  readonly onWaiting: (what: string) => void;
  /** Set by `ready`. */
  meta: WeaviateMeta | undefined;
  /** Set by `grpc`. */
  session: SmokeSession | undefined;
  /** Set by `create`: the collection may exist. */
  created: boolean;
}

/** What a check saw, or why it does not apply. */
export type CheckOutcome = string | { readonly skipped: string };

export interface SmokeCheck {
  readonly id: string;
  readonly modality?: Modality;
  /** The layer to blame for an error that does not tell its own. */
  readonly layer: Layer;
  /** Without it the following checks mean nothing. */
  readonly essential?: boolean;
  /** Milliseconds that the inference server may take for it. */
  readonly timeLimit?: number;
  /** What it waits for, where that may take long. */
  readonly waitingFor?: string;
  readonly run: (state: SmokeState) => Promise<CheckOutcome>;
}

/** The connection that the check `grpc` has made. */
export function sessionOf({ session }: SmokeState): SmokeSession {
  if (!session) throw new Error('no connection');
  return session;
}
