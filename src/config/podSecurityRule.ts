import { INFERENCE_TAG } from '../facts/versions.ts';
import { BIND_MODULE, weaviateModule } from '../facts/weaviateModules.ts';
import { error, type Rule, warning } from './rule.ts';

/** Asked for, and left out. */
export const sysctlInitForbidden: Rule = ({ targets, kubernetes: { podSecurity: level } }, given) =>
  targets.includes('helm') && level !== 'privileged' && given.get('kubernetes.sysctlInit')?.value === true
    ? warning(
        'sysctl-init-forbidden',
        `--sysctl-init is left out: --pod-security ${level} forbids privileged containers`,
        'use --no-sysctl-init, and set vm.max_map_count of 262144 or more on the nodes',
      )
    : undefined;

/** What runs as root, or is given too much, where the namespace enforces “restricted”. */
export const podSecurity: Rule = ({ targets, kubernetes, inference, weaviate }) => {
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
