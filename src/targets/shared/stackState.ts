import type { Diagnosis } from '../../diagnosis/diagnosis.ts';
import { bracketed } from '../../formats/addresses.ts';
import type { RunTarget } from '../../options/runTargets.ts';
import type { StackConfig } from '../../options/table.ts';
import type { WeaviateUse } from './resourceUse.ts';

/** A service of a stack, in the form that all targets report. */
export interface ServiceState {
  readonly name: string;
  /** `running`, `exited`, `restarting`, `created`, …; `missing` if it does not exist. */
  readonly state: string;
  /** `healthy`, `starting`, `unhealthy`; empty without a health check. */
  readonly health: string;
  readonly exitCode: number;
  readonly oomKilled: boolean;
  readonly restarts: number;
  /** Target `helm`: the number of pods; the other fields describe the worst one. */
  readonly pods?: { readonly ready: number; readonly wanted: number };
}

/** A local process as a service; its exit code is not known, since bindstack is no longer its parent. */
export function processState(name: string, state: string, health: string): ServiceState {
  return { name, state, health, exitCode: state === 'running' ? 0 : -1, oomKilled: false, restarts: 0 };
}

export type StackPhase = 'running' | 'starting' | 'stopped' | 'failed';

/** States that a service does not leave by itself. */
const STUCK_STATES: ReadonlySet<string> = new Set(['restarting', 'paused']);

/** The state of a stack: stopped if no service exists, failed if a service will not become ready by itself. */
export function phaseOf(services: readonly ServiceState[]): StackPhase {
  const existing = services.filter(({ state }) => state !== 'missing');
  if (existing.length === 0) return 'stopped';
  const exited = existing.filter(({ state }) => state === 'exited' || state === 'dead');
  // All exited normally: the user stopped them without removing them.
  if (exited.length === existing.length && exited.every(({ exitCode }) => exitCode === 0 || exitCode === 143))
    return 'stopped';
  if (
    exited.length > 0 ||
    existing.some(({ health, state }) => health === 'unhealthy' || STUCK_STATES.has(state))
  )
    return 'failed';
  const ready = existing.every(({ state, health }) => state === 'running' && health !== 'starting');
  return ready && existing.length === services.length ? 'running' : 'starting';
}

export interface StackStatus {
  readonly target: RunTarget;
  readonly state: StackPhase;
  readonly endpoints: { readonly http: string | null; readonly grpc: string | null };
  readonly services: readonly ServiceState[];
  readonly diagnosis: readonly Diagnosis[];
  /** What Weaviate uses, if it was asked for; null if it does not run. */
  readonly use?: WeaviateUse | null;
  /** Target `helm`: the commands that make Weaviate reachable from this machine. */
  readonly portForward?: readonly string[];
}

/** How to reach a running stack. */
export interface RunningStack {
  readonly target: RunTarget;
  /** `http://127.0.0.1:8080`. */
  readonly http: string;
  /** `127.0.0.1:50051`. */
  readonly grpc: string;
  readonly apiKey: string | undefined;
  /** The commands that make it reachable, if the addresses above work only while bindstack is connected. */
  readonly connect?: readonly string[];
  /** Whether this run started it and therefore also stops it. */
  readonly started: boolean;
}

/** Where clients on this machine reach the Weaviate of a configuration. */
export function endpoints({ weaviate }: StackConfig): { http: string; grpc: string } {
  const { bindAddress, httpPort, grpcPort } = weaviate;
  const local = bindAddress === '0.0.0.0' ? '127.0.0.1' : bindAddress === '::' ? '::1' : bindAddress;
  const host = bracketed(local);
  return { http: `http://${host}:${httpPort}`, grpc: `${host}:${grpcPort}` };
}
