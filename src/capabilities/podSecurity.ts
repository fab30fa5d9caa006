import { INFERENCE_TAG } from '../facts/versions.ts';
import { BIND_MODULE, weaviateModule } from '../facts/weaviateModules.ts';
import { type Capability, type Check, error, warning } from './capability.ts';
import type { InferenceConfig } from './inference.ts';
import type { ModulesConfig } from './modules.ts';
import { type ConfigOf, choice, yesNo } from './option.ts';
import type { TargetsConfig } from './targets.ts';
import { FOR_HELM } from './targets.ts';

const options = {
  kubernetes: {
    podSecurity: choice({
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
    sysctlInit: yesNo({
      flag: '--sysctl-init',
      help: "the chart's privileged init container that raises vm.max_map_count",
      default: true,
      when: FOR_HELM,
    }),
  },
};

export type PodSecurityConfig = ConfigOf<typeof options>;

/** What it reads. */
type Reads = PodSecurityConfig & InferenceConfig & ModulesConfig & TargetsConfig;

/** What runs as root, or is given too much, where the namespace enforces “restricted”. */
const restrictedPods: Check<Reads> = ({ targets, kubernetes, inference, weaviate }) => {
  if (!targets.includes('helm') || kubernetes.podSecurity !== 'restricted') return undefined;
  // The chart gives the containers of their pods no security context.
  const own = weaviate.modules.find(
    (name) => name !== BIND_MODULE && weaviateModule(name)?.kind === 'inference',
  );
  if (own !== undefined) {
    return error(
      'module-not-restricted',
      `the pods of the module ${own} are refused under --pod-security restricted`,
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
const sysctlInitForbidden: Check<Reads> = ({ targets, kubernetes: { podSecurity: level } }, given) =>
  targets.includes('helm') && level !== 'privileged' && given.get('kubernetes.sysctlInit')?.value === true
    ? warning(
        'sysctl-init-forbidden',
        `--sysctl-init is left out: --pod-security ${level} forbids privileged containers`,
        'use --no-sysctl-init, and set vm.max_map_count of 262144 or more on the nodes',
      )
    : undefined;

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
} satisfies Capability<Reads>;
