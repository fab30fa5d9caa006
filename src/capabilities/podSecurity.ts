import { INFERENCE_TAG } from '../facts/versions.ts';
import { BIND_MODULE, weaviateModule } from '../facts/weaviateModules.ts';
import { type Capability, type Check, error, warning } from './capability.ts';
import type { InferenceConfig } from './inference.ts';
import type { ModulesConfig } from './modules.ts';
import { booleanOption, type ConfigOf, choiceOption } from './option.ts';
import type { TargetsConfig } from './targets.ts';
import { FOR_HELM } from './targets.ts';

const options = {
  kubernetes: {
    podSecurity: choiceOption({
      flag: '--pod-security',
      help: 'Pod Security level that the namespace enforces',
      default: 'privileged',
      values: ['privileged', 'baseline', 'restricted'],
      meanings: {
        privileged: 'none',
        baseline: 'no privileged container, so no --sysctl-init',
        restricted: 'not root and without capabilities too; by a post-renderer',
      },
      when: FOR_HELM,
    }),
    sysctlInit: booleanOption({
      flag: '--sysctl-init',
      help: "the chart's privileged init container that raises vm.max_map_count",
      default: true,
      when: FOR_HELM,
    }),
  },
};

export type PodSecurityConfig = ConfigOf<typeof options>;

type Config = PodSecurityConfig & InferenceConfig & ModulesConfig & TargetsConfig;

/** What runs as root, or is given too much, where the namespace enforces “restricted”. */
const restrictedPods: Check<Config> = ({ targets, kubernetes, inference, weaviate }) => {
  if (!targets.includes('helm') || kubernetes.podSecurity !== 'restricted') return undefined;
  // The chart gives the containers of their pods no security context.
  const moduleWithServer = weaviate.modules.find(
    (name) => name !== BIND_MODULE && weaviateModule(name)?.kind === 'inference',
  );
  if (moduleWithServer !== undefined) {
    return error(
      'module-not-restricted',
      `the pods of the module ${moduleWithServer} are refused under --pod-security restricted`,
      'leave out the module, or use --pod-security baseline',
      'The chart cannot set what “restricted” wants of their containers.',
    );
  }
  return inference.mode === 'container' && /^imagebind-1\.0\.[01](?:@|$)/.test(inference.tag)
    ? error(
        'inference-image-root',
        `the image ${inference.tag} runs as root, which --pod-security restricted forbids`,
        `use --inference-tag ${INFERENCE_TAG}`,
        'As another user it cannot write the files it makes of sound, video and IMU data.',
      )
    : undefined;
};

/** Asked for, and left out. */
const sysctlInitForbidden: Check<Config> = ({ targets, kubernetes: { podSecurity: level } }, given) =>
  targets.includes('helm') && level !== 'privileged' && given.get('kubernetes.sysctlInit')?.value === true
    ? warning(
        'sysctl-init-forbidden',
        `--sysctl-init is left out: --pod-security ${level} forbids privileged containers`,
        'use --no-sysctl-init, and set vm.max_map_count of 262144 or more on the nodes',
      )
    : undefined;

/** The user of the inference image (multi2vec-bind-inference Dockerfile, since 1.0.2) and of the stand-in's. */
const USER_ID = 1000;

/** What Pod Security “restricted” wants of each container. */
const RESTRICTED_CONTAINER = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
} as const;

const RESTRICTED_POD = {
  runAsNonRoot: true,
  runAsUser: USER_ID,
  seccompProfile: { type: 'RuntimeDefault' },
} as const;

/** Security contexts under Pod Security “restricted”; undefined where nothing has to be said. */
interface SecurityContexts {
  readonly weaviatePod: Readonly<Record<string, unknown>>;
  readonly inferencePod: Readonly<Record<string, unknown>>;
  /** Of each container; the chart cannot set it for the inference service. */
  readonly container: Readonly<Record<string, unknown>>;
}

/** The security contexts that a configuration asks for. */
export function securityContexts({ kubernetes }: PodSecurityConfig): SecurityContexts | undefined {
  if (kubernetes.podSecurity !== 'restricted') return undefined;
  return {
    // The volume is given to the group: Weaviate's image runs as root, and the user 1000 owns nothing in it.
    weaviatePod: { ...RESTRICTED_POD, fsGroup: USER_ID, fsGroupChangePolicy: 'OnRootMismatch' },
    inferencePod: RESTRICTED_POD,
    container: RESTRICTED_CONTAINER,
  };
}

/** Whether the privileged init container runs: only where privileged pods are allowed. */
export function runsSysctlInit({ kubernetes }: PodSecurityConfig): boolean {
  return kubernetes.sysctlInit && kubernetes.podSecurity === 'privileged';
}

/** What the Pod Security level of the namespace allows. */
export const podSecurity = {
  options,
  rules: [
    {
      keys: ['kubernetes.podSecurity', 'weaviate.modules', 'inference.mode', 'inference.tag'],
      check: restrictedPods,
    },
    { keys: ['kubernetes.podSecurity', 'kubernetes.sysctlInit'], check: sysctlInitForbidden },
  ],
  chart: (config) => {
    const contexts = securityContexts(config);
    return {
      values: {
        initContainers: { sysctlInitContainer: { enabled: runsSysctlInit(config) } },
        ...(contexts && {
          securityContext: contexts.weaviatePod,
          containerSecurityContext: contexts.container,
        }),
      },
      inferencePod: { ...(contexts && { securityContext: contexts.inferencePod }) },
    };
  },
  patch: (config) => {
    const contexts = securityContexts(config);
    return contexts ? { container: { securityContext: contexts.container } } : {};
  },
} satisfies Capability<Config>;
