/** How to reach a stack that is up. */
export interface RunningStack {
  readonly target: 'compose' | 'embedded';
  /** `http://127.0.0.1:8080`. */
  readonly http: string;
  /** `127.0.0.1:50051`. */
  readonly grpc: string;
  readonly apiKey: string | undefined;
  /** Whether this run has started it, so that it is this run's to stop. */
  readonly started: boolean;
}
