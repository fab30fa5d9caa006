import { INFERENCE_TAG } from '../facts/versions.ts';
import { BIND_MODULE, weaviateModule } from '../facts/weaviateModules.ts';
import { type Capability, type Check, error, warning } from './capability.ts';
import type { InferenceConfig } from './inference.ts';
import { setting, use, words } from './message.ts';
import type { ModulesConfig } from './modules.ts';
import { booleanOption, type ConfigOf, choiceOption } from './option.ts';
import type { TargetsConfig } from './targets.ts';
import { FOR_HELM } from './targets.ts';

const options = {
  kubernetes: {
    podSecurity: choiceOption({
      flag: '--pod-security',
      label: 'Pod Security level',
      placeholder: 'LEVEL',
      help: 'Pod Security level that the namespace enforces',
      question: 'Pod Security level of the namespace',
      default: 'privileged',
      values: ['privileged', 'baseline', 'restricted'],
      labels: { privileged: 'Privileged', baseline: 'Baseline', restricted: 'Restricted' },
      meanings: {
        privileged: 'no restrictions',
        baseline: 'no privileged containers, so vm.max_map_count is not raised',
        restricted: 'also no root and no capabilities; set by a post-renderer',
      },
      when: FOR_HELM,
    }),
    sysctlInit: booleanOption({
      flag: '--sysctl-init',
      label: 'Privileged init container',
      help: "run the chart's privileged init container, which raises vm.max_map_count",
      question: 'Raise vm.max_map_count with a privileged init container?',
      default: true,
      when: FOR_HELM,
    }),
  },
};

export type PodSecurityConfig = ConfigOf<typeof options>;

type Config = PodSecurityConfig & InferenceConfig & ModulesConfig & TargetsConfig;

/** Pods that run as root or ask for too much, although the namespace enforces “restricted”. */
const restrictedPods: Check<Config> = ({ targets, kubernetes, inference, weaviate }) => {
  if (!targets.includes('helm') || kubernetes.podSecurity !== 'restricted') return undefined;
  // The chart sets no security context for the containers of these pods.
  const moduleWithServer = weaviate.modules.find(
    (name) => name !== BIND_MODULE && weaviateModule(name)?.kind === 'inference',
  );
  if (moduleWithServer !== undefined) {
    return error(
      'module-not-restricted',
      words`the pods of the module ${moduleWithServer} are rejected under ${setting('kubernetes.podSecurity', 'restricted')}`,
      words`leave out the module, or ${use('kubernetes.podSecurity', 'baseline')}`,
      'The chart cannot set what “restricted” requires of their containers.',
    );
  }
  return inference.mode === 'container' && /^imagebind-1\.0\.[01](?:@|$)/.test(inference.tag)
    ? error(
        'inference-image-root',
        words`the image ${inference.tag} runs as root, which ${setting('kubernetes.podSecurity', 'restricted')} forbids`,
        words`${use('inference.tag', INFERENCE_TAG)}`,
        'As any other user, it cannot write its temporary files for audio, video and IMU data.',
      )
    : undefined;
};

/** The init container was requested, but the namespace does not allow it. */
const sysctlInitForbidden: Check<Config> = ({ targets, kubernetes: { podSecurity: level } }, given) =>
  targets.includes('helm') && level !== 'privileged' && given.get('kubernetes.sysctlInit')?.value === true
    ? warning(
        'sysctl-init-forbidden',
        words`${setting('kubernetes.sysctlInit', true)} is ignored: ${setting('kubernetes.podSecurity', level)} forbids privileged containers`,
        words`${use('kubernetes.sysctlInit', false)}, and set vm.max_map_count to at least 262144 on the nodes`,
      )
    : undefined;

/** The user of the inference image (multi2vec-bind-inference Dockerfile, since 1.0.2) and of the stub's image. */
const USER_ID = 1000;

/** What Pod Security “restricted” requires of each container. */
const RESTRICTED_CONTAINER = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
} as const;

const RESTRICTED_POD = {
  runAsNonRoot: true,
  runAsUser: USER_ID,
  seccompProfile: { type: 'RuntimeDefault' },
} as const;

/** The security contexts that Pod Security “restricted” requires. */
interface SecurityContexts {
  readonly weaviatePod: Readonly<Record<string, unknown>>;
  readonly inferencePod: Readonly<Record<string, unknown>>;
  /** For each container; the chart cannot set it for the inference service. */
  readonly container: Readonly<Record<string, unknown>>;
}

/** The security contexts for a configuration; undefined if none are needed. */
export function securityContexts({ kubernetes }: PodSecurityConfig): SecurityContexts | undefined {
  if (kubernetes.podSecurity !== 'restricted') return undefined;
  return {
    // The group gets access to the volume: Weaviate's image runs as root, and user 1000 owns nothing in it.
    weaviatePod: { ...RESTRICTED_POD, fsGroup: USER_ID, fsGroupChangePolicy: 'OnRootMismatch' },
    inferencePod: RESTRICTED_POD,
    container: RESTRICTED_CONTAINER,
  };
}

/** Whether the privileged init container runs: only if privileged pods are allowed. */
export function runsSysctlInit({ kubernetes }: PodSecurityConfig): boolean {
  return kubernetes.sysctlInit && kubernetes.podSecurity === 'privileged';
}

/** The Pod Security level of the namespace, and what follows from it. */
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
