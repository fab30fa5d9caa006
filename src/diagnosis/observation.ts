import type { ClusterObservation } from './cluster.ts';

/** The step of the launch that did not succeed. */
export type Phase = 'preflight' | 'pull' | 'create' | 'inference' | 'weaviate' | 'module';

export type Role = 'weaviate' | 'inference' | 'other';

/** A command that did not do what was asked. */
export interface FailedCommand {
  /** As one would type it. */
  readonly line?: string | undefined;
  /** Undefined when it could not be run, or was ended by a signal. */
  readonly exitCode?: number | undefined;
  readonly stderr: string;
  /** There is no such program on this machine. */
  readonly notFound?: boolean | undefined;
  /** Of several files that it was given, the one that it does not take; undefined where that is not known. */
  readonly file?: string | undefined;
}

/** What is seen of a container or of a local process. Undefined is "not known", never "no". */
export interface ServiceObservation {
  readonly name: string;
  readonly role: Role;
  /** On Kubernetes: the pod that speaks for the service. */
  readonly pod?: string | undefined;
  /**
   * As Compose says it: `running`, `exited`, `restarting`, `created`, `dead`, `paused`; `missing` where there is
   * no container. A local process is `running` or `exited`. On Kubernetes `created` until the container has run,
   * `restarting` between two of its lives.
   */
  readonly state?: string | undefined;
  /** `healthy`, `unhealthy`, `starting`; empty where there is no check, or the container does not run. */
  readonly health?: string | undefined;
  /** Whether it has a health check at all. */
  readonly hasHealthCheck?: boolean | undefined;
  readonly exitCode?: number | undefined;
  /** `State.OOMKilled` of `docker inspect`; Compose does not show it. */
  readonly oomKilled?: boolean | undefined;
  /** `State.Error` of `docker inspect`: why the engine could not start it. */
  readonly error?: string | undefined;
  readonly restarts?: number | undefined;
  readonly wasHealthy?: boolean | undefined;
  /** Bytes; 0 is no limit, as `docker inspect` has it. */
  readonly memoryLimit?: number | undefined;
  /** `registry/repository:tag`. */
  readonly image?: string | undefined;
  /** Outputs of the last health checks, the newest last. */
  readonly healthLog?: readonly string[] | undefined;
  /** The last lines of its log, as they are. */
  readonly log?: string | undefined;
}

/** What a GET has shown. */
export interface HttpObservation {
  /** Undefined when there was no answer. */
  readonly status?: number | undefined;
  /** The body; without an answer, the reason. */
  readonly text?: string | undefined;
  /** The connection stood, and nothing came until the time was over. */
  readonly hung?: boolean | undefined;
}

export interface HostObservation {
  /** As Docker or Node name it: `x86_64`, `x64`, `arm64`, `aarch64`. */
  readonly arch?: string | undefined;
  /** Bytes that the engine (on a desktop: its virtual machine) or the machine has. */
  readonly totalMemory?: number | undefined;
}

/** All that is known of a start that failed, or of a stack that runs. */
export interface Observation {
  /** Undefined when nothing failed and a running stack is looked at. */
  readonly phase?: Phase | undefined;
  /** The user has ended the launch. */
  readonly interrupted?: boolean | undefined;
  readonly command?: FailedCommand | undefined;
  /** On Kubernetes: `clusterServices(cluster)`. */
  readonly services: readonly ServiceObservation[];
  /** On Kubernetes. */
  readonly cluster?: ClusterObservation | undefined;
  /** `/v1/.well-known/ready` of Weaviate. */
  readonly ready?: HttpObservation | undefined;
  /** `/v1/meta` of Weaviate. */
  readonly meta?: HttpObservation | undefined;
  /** Whether there was data of an earlier start. */
  readonly dataExisted?: boolean | undefined;
  readonly host?: HostObservation | undefined;
}
