import type { Context } from '../context.ts';
import type { FlagValues } from '../options/flags.ts';
import type { RunTarget } from '../options/runTargets.ts';
import type { StackConfig } from '../options/table.ts';
import type { LogRequest } from './shared/logs.ts';
import type { PreflightOptions } from './shared/preflight/preflight.ts';
import type { DoctorReport } from './shared/preflight/report.ts';
import type { RunningStack, StackStatus } from './shared/stackState.ts';

/** What a target may touch. */
export type TargetContext = Pick<Context, 'cwd' | 'env' | 'out' | 'run' | 'signal' | 'configFile'>;

/** What `up` was told beside the configuration. */
export interface UpOptions {
  /** Seconds for each layer, instead of its own budget. */
  readonly timeout?: number | undefined;
  /** `--weaviate-binary`, of the target `embedded`. */
  readonly weaviateBinary?: string | undefined;
  /** `--chart`, of the target `helm`. */
  readonly chart?: string | undefined;
}

/** What can be done with a stack for as long as it is reached. */
export interface StackConnection {
  /** Aborted by the user, or when the way to the stack breaks. */
  readonly signal: AbortSignal;
  readonly status: () => Promise<StackStatus>;
}

/** What `destroy` shows before it deletes it. */
export interface DestroyPlan {
  readonly parts: readonly string[];
  readonly run: () => Promise<void>;
}

/** Where Weaviate of a stack is reached from this machine. */
export interface Address {
  /** `http://127.0.0.1:8080`. */
  readonly http: string;
  /** `127.0.0.1:50051`. */
  readonly grpc: string;
}

/** What runs a stack, and all that the commands want of it. */
export interface Target {
  readonly name: RunTarget;
  /** What has to be able to run the stack: `this machine`. */
  readonly place: 'this machine' | 'this cluster';
  /** What preflight looks at, as its progress says it. */
  readonly preflightSubject: 'this machine' | 'the cluster';
  /** The file by which `up` goes. */
  readonly file: string;
  /** What `up` reads of the configuration; the rest stands in the files that it starts. */
  readonly upKeys: ReadonlySet<string>;
  /** What the other commands read, to find the stack of a directory. */
  readonly findKeys: ReadonlySet<string>;
  /** Weaviate is reached through a port-forward: nobody has to say where gRPC is, nor which certificates to trust. */
  readonly usesPortForward: boolean;

  /** The configuration for `up`; its warnings are shown. */
  configForUp(context: TargetContext, flags: FlagValues): Promise<StackConfig>;
  /** The configuration for `doctor`; its warnings are shown. */
  configForDoctor(context: TargetContext, flags: FlagValues): Promise<StackConfig>;
  /** Looks whether the stack can run here. Nothing is changed, and what is missing is a result. */
  preflight(context: TargetContext, config: StackConfig, options: PreflightOptions): Promise<DoctorReport>;

  /** What was asked of `up` wrongly, said before the machine is looked at. @throws Failure (usage) */
  checkUsage(context: TargetContext, config: StackConfig, options: UpOptions): Promise<void>;
  /** `up --dry-run`, of the targets that can tell. */
  dryRun?(context: TargetContext, config: StackConfig, options: UpOptions): Promise<void>;
  /**
   * Starts the stack and waits layer by layer.
   * @param whenUp what is done once it is up, while it is reached
   * @throws LaunchFailure with what was diagnosed
   */
  up(
    context: TargetContext,
    config: StackConfig,
    options: UpOptions,
    whenUp: (stack: RunningStack, reached: StackConnection) => Promise<void>,
  ): Promise<void>;
  /** Stops the stack and keeps its data. @returns names of what was stopped */
  down(context: TargetContext, flags: FlagValues): Promise<string[]>;
  planDestroy(context: TargetContext, flags: FlagValues): Promise<DestroyPlan>;
  status(context: TargetContext, flags: FlagValues): Promise<StackStatus>;
  /** Prints logs, until it is interrupted where they are followed. */
  logs(context: TargetContext, flags: FlagValues, wanted: LogRequest): Promise<void>;

  /** The configuration that a running stack was started with, where that is remembered. */
  runningConfig(context: TargetContext): Promise<StackConfig | undefined>;
  /** Does some work while Weaviate is reached. @throws Failure (failed) where nothing runs */
  access<T>(
    context: TargetContext,
    flags: FlagValues,
    config: StackConfig,
    work: (address: Address, signal: AbortSignal) => Promise<T>,
  ): Promise<T>;
  /**
   * Stops the stack as `down` does, and starts it again as it was. Of the targets whose stacks are bindstack's own:
   * Kubernetes runs a release, and bindstack neither restarts it nor looks into it from here.
   */
  restart?(context: TargetContext, config: StackConfig): Promise<void>;
}
