/** How a container terminated: `state.terminated` or `lastState.terminated`. */
export interface Termination {
  /** `OOMKilled`, `Error`, `Completed`, `StartError`, `ContainerCannotRun`, … */
  readonly reason?: string | undefined;
  readonly exitCode: number;
  readonly message?: string | undefined;
}

/** A container of a pod. Undefined means "not known", never "no". */
export interface ContainerObservation {
  readonly name: string;
  readonly image?: string | undefined;
  /** `none` until the kubelet reports a state. */
  readonly state: 'waiting' | 'running' | 'terminated' | 'none';
  readonly ready: boolean;
  readonly restarts: number;
  /** Why it waits: `ContainerCreating`, `ImagePullBackOff`, `CrashLoopBackOff`, `CreateContainerConfigError`, … */
  readonly waiting?: { readonly reason: string; readonly message?: string | undefined } | undefined;
  /** How it ended, if its state is `terminated`. */
  readonly terminated?: Termination | undefined;
  /** How it ended before its last restart. */
  readonly lastTerminated?: Termination | undefined;
  /** Bytes; undefined without a limit. */
  readonly memoryLimit?: number | undefined;
  /** Resource requests: bytes for `memory`, CPUs for `cpu`, a count for `nvidia.com/gpu`. */
  readonly requests: Readonly<Record<string, number>>;
  /** Without a readiness probe a container is ready as soon as it runs. */
  readonly hasReadinessProbe: boolean;
  /** It was ready in its current run; its readiness probe has failed too often since. */
  readonly lostReadiness?: boolean | undefined;
  /** The last lines of `kubectl logs POD -c NAME`. */
  readonly log?: string | undefined;
  /** The same with `--previous`: the only log that shows why the container ended. */
  readonly previousLog?: string | undefined;
}

/** A condition of a pod, a node or a workload. */
export interface ConditionObservation {
  readonly type: string;
  /** `True`, `False`, `Unknown`. */
  readonly status: string;
  readonly reason?: string | undefined;
  readonly message?: string | undefined;
}

export interface PodObservation {
  readonly name: string;
  /** Differs from that of an earlier pod with the same name. */
  readonly uid?: string | undefined;
  /** Name of the StatefulSet or Deployment that created it. */
  readonly workload: string | undefined;
  /** `Pending`, `Running`, `Succeeded`, `Failed`, `Unknown`. */
  readonly phase: string;
  /** `Evicted`, `NodeLost`, `SysctlForbidden`, `UnexpectedAdmissionError`, … */
  readonly reason?: string | undefined;
  readonly message?: string | undefined;
  /** It has a deletion timestamp. */
  readonly deleting: boolean;
  readonly node?: string | undefined;
  readonly conditions: readonly ConditionObservation[];
  readonly initContainers: readonly ContainerObservation[];
  readonly containers: readonly ContainerObservation[];
  /** Names of its persistent volume claims. */
  readonly claims: readonly string[];
}

export interface EventObservation {
  readonly kind: string;
  readonly name: string;
  /** Of the object that the event is about. */
  readonly uid?: string | undefined;
  /** `FailedScheduling`, `Unhealthy`, `Killing`, `FailedMount`, `FailedCreate`, `ProvisioningFailed`, … */
  readonly reason: string;
  readonly message: string;
  readonly isWarning: boolean;
  /** How often it occurred. */
  readonly count: number;
  /** Name of the pod's container, from a field path such as `spec.containers{weaviate}`. */
  readonly container?: string | undefined;
}

export interface WorkloadObservation {
  readonly kind: 'StatefulSet' | 'Deployment' | 'ReplicaSet';
  readonly name: string;
  readonly desired: number;
  readonly ready: number;
  /** Of a ReplicaSet: the Deployment that created it. */
  readonly owner?: string | undefined;
  /** `ReplicaFailure` has the admission error; a StatefulSet has no such condition, only events. */
  readonly conditions: readonly ConditionObservation[];
}

export interface ClaimObservation {
  readonly name: string;
  /** `Pending`, `Bound`, `Lost`. */
  readonly phase: string;
  /** An empty string requests no class; undefined requests the default class. */
  readonly storageClass?: string | undefined;
}

export interface StorageClassObservation {
  readonly name: string;
  readonly isDefault: boolean;
  readonly provisioner: string;
}

export interface NodeObservation {
  readonly name: string;
  /** What pods can use: bytes for `memory`, CPUs for `cpu`, a count for `nvidia.com/gpu`. */
  readonly allocatable: Readonly<Record<string, number>>;
  /** As kubectl writes them: `key=value:NoSchedule`. */
  readonly taints: readonly string[];
  readonly conditions: readonly ConditionObservation[];
  /** `amd64`, `arm64`. */
  readonly arch?: string | undefined;
  /** Set by `kubectl cordon` or `kubectl drain`. */
  readonly unschedulable: boolean;
}

/** What was observed in a namespace and its cluster. */
export interface ClusterObservation {
  /** Context of kubectl's configuration; undefined for the current one. */
  readonly context?: string | undefined;
  readonly namespace: string;
  readonly release: string;
  readonly pods: readonly PodObservation[];
  readonly workloads: readonly WorkloadObservation[];
  /** Newest last. */
  readonly events: readonly EventObservation[];
  readonly claims: readonly ClaimObservation[];
  /** Undefined if the user is not allowed to read cluster-wide resources. */
  readonly storageClasses?: readonly StorageClassObservation[] | undefined;
  readonly nodes?: readonly NodeObservation[] | undefined;
}
