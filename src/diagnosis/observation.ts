import type { ClusterObservation } from './cluster.ts';

/** The step of the launch that failed. */
export type Phase = 'preflight' | 'pull' | 'create' | 'inference' | 'weaviate' | 'module';

export type Role = 'weaviate' | 'inference' | 'other';

/** A command that failed. */
export interface FailedCommand {
  /** As the user would type it. */
  readonly line?: string | undefined;
  /** Undefined if it could not be run or was ended by a signal. */
  readonly exitCode?: number | undefined;
  readonly stderr: string;
  /** The program does not exist on this machine. */
  readonly notFound?: boolean | undefined;
  /** The file that it rejects, of several that it was given; undefined if that is not known. */
  readonly file?: string | undefined;
}

/** What was observed of a container or a local process. Undefined means "not known", never "no". */
export interface ServiceObservation {
  readonly name: string;
  readonly role: Role;
  /** On Kubernetes: the pod that the other fields describe. */
  readonly pod?: string | undefined;
  /**
   * As Compose reports it: `running`, `exited`, `restarting`, `created`, `dead`, `paused`; `missing` without a
   * container. A local process is `running` or `exited`. On Kubernetes `created` until the container runs for the
   * first time, `restarting` during a CrashLoopBackOff.
   */
  readonly state?: string | undefined;
  /** `healthy`, `unhealthy`, `starting`; empty without a health check or if the container is not running. */
  readonly health?: string | undefined;
  /** Whether it has a health check. */
  readonly hasHealthCheck?: boolean | undefined;
  readonly exitCode?: number | undefined;
  /** `State.OOMKilled` in `docker inspect`; Compose does not report it. */
  readonly oomKilled?: boolean | undefined;
  /** `State.Error` in `docker inspect`: why the engine could not start the container. */
  readonly error?: string | undefined;
  readonly restarts?: number | undefined;
  readonly wasHealthy?: boolean | undefined;
  /** Bytes; 0 means no limit, as in `docker inspect`. */
  readonly memoryLimit?: number | undefined;
  /** `registry/repository:tag`. */
  readonly image?: string | undefined;
  /** Outputs of the last health checks, newest last. */
  readonly healthLog?: readonly string[] | undefined;
  /** The last lines of its log, unchanged. */
  readonly log?: string | undefined;
}

/** The result of a GET request. */
export interface HttpObservation {
  /** Undefined without a response. */
  readonly status?: number | undefined;
  /** The body; without a response, the reason. */
  readonly text?: string | undefined;
  /** The connection was accepted, but no response came before the timeout. */
  readonly hung?: boolean | undefined;
}

export interface HostObservation {
  /** As reported by Docker or Node: `x86_64`, `x64`, `arm64`, `aarch64`. */
  readonly arch?: string | undefined;
  /** Bytes of memory of the engine (of its virtual machine, with Docker Desktop) or of the machine. */
  readonly totalMemory?: number | undefined;
}

/** Everything that is known about a failed start or a running stack. */
export interface Observation {
  /** Undefined if nothing failed and a running stack is examined. */
  readonly phase?: Phase | undefined;
  /** The user interrupted the launch. */
  readonly interrupted?: boolean | undefined;
  readonly command?: FailedCommand | undefined;
  /** On Kubernetes, made with `clusterServices(cluster)`. */
  readonly services: readonly ServiceObservation[];
  /** Only on Kubernetes. */
  readonly cluster?: ClusterObservation | undefined;
  /** Weaviate's response to `/v1/.well-known/ready`. */
  readonly ready?: HttpObservation | undefined;
  /** Weaviate's response to `/v1/meta`. */
  readonly meta?: HttpObservation | undefined;
  /** Whether data of an earlier start existed. */
  readonly dataExisted?: boolean | undefined;
  readonly host?: HostObservation | undefined;
}
