import type { Context, Run } from '../context.ts';
import type { FlagValues } from '../options/flags.ts';
import type { RunTarget } from '../options/runTargets.ts';
import type { StackConfig } from '../options/table.ts';
import type { LogRequest } from './shared/logs.ts';
import type { PreflightOptions } from './shared/preflight/preflight.ts';
import type { DoctorReport } from './shared/preflight/report.ts';
import type { RunningStack, StackStatus } from './shared/stackState.ts';

/** The parts of the context that a target may use. */
export type TargetContext = Pick<Context, 'cwd' | 'env' | 'out' | 'run' | 'signal' | 'configFile'>;

/** Options of `up` that are not part of the configuration. */
export interface UpOptions {
  /** Seconds per layer, instead of its default. */
  readonly timeout?: number | undefined;
  /** `--weaviate-binary`, for the target `embedded`. */
  readonly weaviateBinary?: string | undefined;
  /** `--chart`, for the target `helm`. */
  readonly chart?: string | undefined;
}

export interface StatusOptions {
  /** Also report what Weaviate uses. */
  readonly withUse?: boolean;
}

/** A connection to a running stack. */
export interface StackConnection {
  /** Aborted by the user, or if the connection breaks. */
  readonly signal: AbortSignal;
  readonly status: () => Promise<StackStatus>;
}

/** What `destroy` is about to delete, shown before it does. */
export interface DestroyPlan {
  readonly parts: readonly string[];
  /** Backups, which are only deleted on request. */
  readonly kept: readonly string[];
  readonly run: () => Promise<void>;
}

export interface DestroyOptions {
  /** Whether to delete the backups too. */
  readonly backups: boolean;
}

/** What to do with the data of a stopped Weaviate. */
export type DataAction =
  /** Move it to a place of this name beside it, where no server reads it, so the next one starts empty. */
  | 'set-aside'
  /** Delete what a server has written since; what was set aside stays. */
  | 'clear'
  /** Delete what was set aside. */
  | 'discard';

/** The addresses at which this machine reaches a stack's Weaviate. */
export interface Address {
  /** `http://127.0.0.1:8080`. */
  readonly http: string;
  /** `127.0.0.1:50051`. */
  readonly grpc: string;
}

/** A server that exists only to test a backup. */
export interface ThrowAwayServer {
  /** `http://127.0.0.1:8080`. */
  readonly http: string;
  readonly apiKey: string | undefined;
}

/** The backup that a throw-away server must be able to read. */
export interface BackupToRead {
  readonly id: string;
  /** The backups that it builds on. */
  readonly bases: readonly string[];
  /** Where Weaviate sees backups that are files; undefined for a bucket. */
  readonly directory: string | undefined;
}

/** Something that can run a stack, with all operations that the commands need. */
export interface Target {
  readonly name: RunTarget;
  /** Where the stack would run: `this machine`. */
  readonly place: 'this machine' | 'this cluster';
  /** What preflight checks, for its progress message. */
  readonly preflightSubject: 'this machine' | 'the cluster';
  /** The generated file that `up` starts. */
  readonly file: string;
  /** Options that `up` reads from the configuration; all others are in the files that it starts. */
  readonly upKeys: ReadonlySet<string>;
  /** Options that the other commands read to find the stack of a directory. */
  readonly findKeys: ReadonlySet<string>;
  /** Whether Weaviate is reached through a port-forward, so a given gRPC address or certificate has no effect. */
  readonly usesPortForward: boolean;

  /** The configuration for `up`; its warnings are shown. */
  configForUp(context: TargetContext, flags: FlagValues): Promise<StackConfig>;
  /** The configuration for `doctor`; its warnings are shown. */
  configForDoctor(context: TargetContext, flags: FlagValues): Promise<StackConfig>;
  /** Checks whether the stack can run here. Changes nothing; missing requirements are results, not errors. */
  preflight(context: TargetContext, config: StackConfig, options: PreflightOptions): Promise<DoctorReport>;

  /** Rejects wrong usage of `up` before preflight runs. @throws Failure (usage) */
  checkUsage(context: TargetContext, config: StackConfig, options: UpOptions): Promise<void>;
  /** `up --dry-run`, for targets that support it. */
  dryRun?(context: TargetContext, config: StackConfig, options: UpOptions): Promise<void>;
  /**
   * Starts the stack and waits layer by layer.
   * @param whenUp called once the stack is up, with a connection to it
   * @throws LaunchFailure with the diagnosis
   */
  up(
    context: TargetContext,
    config: StackConfig,
    options: UpOptions,
    whenUp: (stack: RunningStack, connection: StackConnection) => Promise<void>,
  ): Promise<void>;
  /** The commands that start the stack of a directory. */
  startCommand(context: Pick<Context, 'cwd' | 'env' | 'configFile'>): Promise<string>;
  /** Stops the stack and keeps its data. @returns the names of the stopped services */
  down(context: TargetContext, flags: FlagValues): Promise<string[]>;
  planDestroy(context: TargetContext, flags: FlagValues, options: DestroyOptions): Promise<DestroyPlan>;
  status(context: TargetContext, flags: FlagValues, options?: StatusOptions): Promise<StackStatus>;
  /** Prints logs; follows them until interrupted if requested. */
  logs(context: TargetContext, flags: FlagValues, request: LogRequest): Promise<void>;

  /** The configuration that a running stack was started with, if it was recorded. */
  runningConfig(context: TargetContext): Promise<StackConfig | undefined>;
  /** Runs `work` while Weaviate is reachable. @throws Failure (failed) if nothing is running */
  access<T>(
    context: TargetContext,
    flags: FlagValues,
    config: StackConfig,
    work: (address: Address, signal: AbortSignal) => Promise<T>,
  ): Promise<T>;
  /** Whether the data survives when Weaviate is replaced. */
  keepsData(config: StackConfig): boolean;
  /** Whether `up` replaces a running Weaviate of another version, so it need not be stopped before. */
  readonly replacesRunning: boolean;
  /** Downloads the Weaviate of the files and the configuration, if it is missing, while another one runs. */
  fetch(context: TargetContext, config: StackConfig): Promise<void>;
  /**
   * Moves or deletes the data of a stopped Weaviate. Backups stay. Can be repeated after an interruption.
   * @param config whose image of Weaviate can be started
   * @param place a name that is only used for this data
   * @throws Failure (failed)
   */
  changeData(
    context: TargetContext,
    flags: FlagValues,
    config: StackConfig,
    action: DataAction,
    place: string,
  ): Promise<void>;
  /** Where data that was set aside is, for people. */
  setAsidePlace(place: string): string;
  /**
   * A function that runs programs where Weaviate sees its files: in its container or pod, or on this machine. Undefined
   * if Weaviate does not run.
   */
  besideServer(context: TargetContext, flags: FlagValues): Promise<Run | undefined>;
  /**
   * Runs `work` with a throw-away server of the same version and settings, which is removed afterwards, also on Ctrl-C.
   * It has no data, vectorizes nothing, and changes neither the stack nor its backups.
   */
  withThrowAwayServer<T>(
    context: TargetContext,
    flags: FlagValues,
    backup: BackupToRead,
    work: (server: ThrowAwayServer, signal: AbortSignal) => Promise<T>,
  ): Promise<T>;
  /**
   * Whether Weaviate has exited, in targets in which nothing starts it again. Docker and Kubernetes do: there it comes
   * back.
   */
  hasExited?(context: TargetContext): Promise<boolean>;
  /** Creates an object beside the stack, or changes it, in targets that have objects. */
  applyObject?(context: TargetContext, flags: FlagValues, object: object): Promise<void>;
  /**
   * Stops the stack like `down` and starts it again unchanged. Only for stacks that bindstack itself manages: a release
   * on Kubernetes is managed by the cluster, and bindstack does not restart it.
   */
  restart?(context: TargetContext, config: StackConfig): Promise<void>;
}
