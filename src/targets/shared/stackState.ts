import type { Diagnosis } from '../../diagnosis/diagnosis.ts';
import { bracketed } from '../../formats/addresses.ts';
import type { RunTarget } from '../../options/runTargets.ts';
import type { StackConfig } from '../../options/table.ts';

/** A service of a stack, as every target shows it. */
export interface ServiceState {
  readonly name: string;
  /** `running`, `exited`, `restarting`, `created`, …; `missing` where there is nothing. */
  readonly state: string;
  /** `healthy`, `starting`, `unhealthy`; empty without a check. */
  readonly health: string;
  readonly exitCode: number;
  readonly oomKilled: boolean;
  readonly restarts: number;
  /** Target `helm`: the service is as many pods, of which the worst is told of above. */
  readonly pods?: { readonly ready: number; readonly wanted: number };
}

/** A local process as a service; one that is nobody's child any more leaves no code. */
export function processState(name: string, state: string, health: string): ServiceState {
  return { name, state, health, exitCode: state === 'running' ? 0 : -1, oomKilled: false, restarts: 0 };
}

export type StackPhase = 'running' | 'starting' | 'stopped' | 'failed';

/** States that nobody leaves without help. */
const STUCK_STATES: ReadonlySet<string> = new Set(['restarting', 'paused']);

/** What a stack does, by its services: stopped where none is there, failed where one will not come by itself. */
export function phaseOf(services: readonly ServiceState[]): StackPhase {
  const there = services.filter(({ state }) => state !== 'missing');
  if (there.length === 0) return 'stopped';
  const ended = there.filter(({ state }) => state === 'exited' || state === 'dead');
  // All ended in peace: stopped from outside, and not removed.
  if (ended.length === there.length && ended.every(({ exitCode }) => exitCode === 0 || exitCode === 143))
    return 'stopped';
  if (
    ended.length > 0 ||
    there.some(({ health, state }) => health === 'unhealthy' || STUCK_STATES.has(state))
  )
    return 'failed';
  const ready = there.every(({ state, health }) => state === 'running' && health !== 'starting');
  return ready && there.length === services.length ? 'running' : 'starting';
}

export interface StackStatus {
  readonly target: RunTarget;
  readonly state: StackPhase;
  readonly endpoints: { readonly http: string | null; readonly grpc: string | null };
  readonly services: readonly ServiceState[];
  readonly diagnosis: readonly Diagnosis[];
  /** Target `helm`: the commands that make Weaviate reachable from this machine. */
  readonly portForward?: readonly string[];
}

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

/** Where clients on this machine reach the Weaviate of a configuration. */
export function endpoints({ weaviate }: StackConfig): { http: string; grpc: string } {
  const { bindAddress, httpPort, grpcPort } = weaviate;
  const local = bindAddress === '0.0.0.0' ? '127.0.0.1' : bindAddress === '::' ? '::1' : bindAddress;
  const host = bracketed(local);
  return { http: `http://${host}:${httpPort}`, grpc: `${host}:${grpcPort}` };
}
