import type { RunTarget } from '../../options/runTargets.ts';

/** How to reach a stack that is up. */
export interface RunningStack {
  readonly target: RunTarget;
  /** `http://127.0.0.1:8080`. */
  readonly http: string;
  /** `127.0.0.1:50051`. */
  readonly grpc: string;
  readonly apiKey: string | undefined;
  /** The commands that lead to it, where the addresses above stand only for as long as bindstack looks. */
  readonly connect?: readonly string[];
  /** Whether this run has started it, so that it is this run's to stop. */
  readonly started: boolean;
}
