/** How a container ended: `state.terminated` or `lastState.terminated`. */
export interface Termination {
  /** `OOMKilled`, `Error`, `Completed`, `StartError`, `ContainerCannotRun`, … */
  readonly reason?: string | undefined;
  readonly exitCode: number;
  readonly message?: string | undefined;
}

/** A container of a pod. Undefined is "not known", never "no". */
export interface ContainerObservation {
  readonly name: string;
  readonly image?: string | undefined;
  /** `none` where the kubelet has not looked at it yet. */
  readonly state: 'waiting' | 'running' | 'terminated' | 'none';
  readonly ready: boolean;
  readonly restarts: number;
  /** Why it waits: `ContainerCreating`, `ImagePullBackOff`, `CrashLoopBackOff`, `CreateContainerConfigError`, … */
  readonly waiting?: { readonly reason: string; readonly message?: string | undefined } | undefined;
  /** Its end, where it is `terminated`. */
  readonly terminated?: Termination | undefined;
  /** The end before it was started again. */
  readonly lastTerminated?: Termination | undefined;
  /** Bytes; undefined where there is none. */
  readonly memoryLimit?: number | undefined;
  /** What the scheduler counts: bytes for `memory`, CPUs for `cpu`, pieces for `nvidia.com/gpu`. */
  readonly requests: Readonly<Record<string, number>>;
  /** Whether it has a readiness probe, without which it is ready as soon as it runs. */
  readonly hasReadinessProbe: boolean;
  /** The last lines of `kubectl logs POD -c NAME`. */
  readonly log?: string | undefined;
  /** The same with `--previous`: only there is told why it ended. */
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
  /** Another one of the same name, made later, has another. */
  readonly uid?: string | undefined;
  /** Name of the StatefulSet or Deployment that made it. */
  readonly workload: string | undefined;
  /** `Pending`, `Running`, `Succeeded`, `Failed`, `Unknown`. */
  readonly phase: string;
  /** `Evicted`, `NodeLost`, `SysctlForbidden`, `UnexpectedAdmissionError`, … */
  readonly reason?: string | undefined;
  readonly message?: string | undefined;
  /** It has been told to go. */
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
  /** Of the object that it is about. */
  readonly uid?: string | undefined;
  /** `FailedScheduling`, `Unhealthy`, `Killing`, `FailedMount`, `FailedCreate`, `ProvisioningFailed`, … */
  readonly reason: string;
  readonly message: string;
  readonly isWarning: boolean;
  /** How often. */
  readonly count: number;
  /** Of a container of a pod: `spec.containers{weaviate}` names `weaviate`. */
  readonly container?: string | undefined;
}

export interface WorkloadObservation {
  readonly kind: 'StatefulSet' | 'Deployment' | 'ReplicaSet';
  readonly name: string;
  readonly desired: number;
  readonly ready: number;
  /** Of a ReplicaSet: the Deployment that made it. */
  readonly owner?: string | undefined;
  /** `ReplicaFailure` carries what admission said; a StatefulSet has none, and its events tell. */
  readonly conditions: readonly ConditionObservation[];
}

export interface ClaimObservation {
  readonly name: string;
  /** `Pending`, `Bound`, `Lost`. */
  readonly phase: string;
  /** Empty and undefined differ: an empty one wants no class, none wants the default one. */
  readonly storageClass?: string | undefined;
}

export interface StorageClassObservation {
  readonly name: string;
  readonly isDefault: boolean;
  readonly provisioner: string;
}

export interface NodeObservation {
  readonly name: string;
  /** What pods may have of it: bytes for `memory`, CPUs for `cpu`, pieces for `nvidia.com/gpu`. */
  readonly allocatable: Readonly<Record<string, number>>;
  /** As kubectl writes them: `key=value:NoSchedule`. */
  readonly taints: readonly string[];
  readonly conditions: readonly ConditionObservation[];
  /** `amd64`, `arm64`. */
  readonly arch?: string | undefined;
  /** `kubectl cordon` or `drain`. */
  readonly unschedulable: boolean;
}

/** What a namespace and its cluster show. */
export interface ClusterObservation {
  /** Of kubectl's configuration; undefined is the current one. */
  readonly context?: string | undefined;
  readonly namespace: string;
  readonly release: string;
  readonly pods: readonly PodObservation[];
  readonly workloads: readonly WorkloadObservation[];
  /** The newest last. */
  readonly events: readonly EventObservation[];
  readonly claims: readonly ClaimObservation[];
  /** Undefined where one may not read what belongs to the whole cluster. */
  readonly storageClasses?: readonly StorageClassObservation[] | undefined;
  readonly nodes?: readonly NodeObservation[] | undefined;
}
