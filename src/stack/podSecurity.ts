import type { StackConfig } from '../options/table.ts';

/** The user of the inference image (multi2vec-bind-inference Dockerfile, since 1.0.2) and of the stand-in's. */
const USER = 1000;

/** What Pod Security “restricted” wants of each container. */
const RESTRICTED_CONTAINER = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
} as const;

const RESTRICTED_POD = {
  runAsNonRoot: true,
  runAsUser: USER,
  seccompProfile: { type: 'RuntimeDefault' },
} as const;

/** Security contexts under Pod Security “restricted”; undefined where nothing has to be said. */
export interface SecurityContexts {
  readonly weaviatePod: Readonly<Record<string, unknown>>;
  readonly inferencePod: Readonly<Record<string, unknown>>;
  /** Of each container; the chart cannot set it for the inference service. */
  readonly container: Readonly<Record<string, unknown>>;
}

/** The security contexts that a configuration asks for. */
export function securityContexts({ kubernetes }: StackConfig): SecurityContexts | undefined {
  if (kubernetes.podSecurity !== 'restricted') return undefined;
  return {
    // The volume is given to the group: Weaviate's image runs as root, and the user 1000 owns nothing in it.
    weaviatePod: { ...RESTRICTED_POD, fsGroup: USER, fsGroupChangePolicy: 'OnRootMismatch' },
    inferencePod: RESTRICTED_POD,
    container: RESTRICTED_CONTAINER,
  };
}

/** Whether the privileged init container runs: only where privileged pods are allowed. */
export function runsSysctlInit({ kubernetes }: StackConfig): boolean {
  return kubernetes.sysctlInit && kubernetes.podSecurity === 'privileged';
}
