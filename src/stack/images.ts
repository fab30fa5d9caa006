import { runsSysctlInit } from '../capabilities/podSecurity.ts';
import { SYSCTL_IMAGE } from '../facts/versions.ts';
import type { StackConfig } from '../options/table.ts';
import { imageReference, STUB_IMAGE, type StackTarget } from './inference.ts';
import { stackOf } from './stack.ts';

/** What a target pulls beside the services of the stack. */
const FURTHER_IMAGES: Readonly<Record<StackTarget, (config: StackConfig) => string[]>> = {
  compose: () => [],
  helm: (config) => (runsSysctlInit(config) ? [SYSCTL_IMAGE] : []),
};

/**
 * The images that a configuration pulls on all its targets, each once. The stand-in's image for clusters is
 * not among them: `docker build` makes it.
 */
export function stackImages(config: StackConfig): string[] {
  const images = config.targets.flatMap((target) => {
    const { weaviate, inference } = stackOf(config, target);
    return [
      imageReference(weaviate.image),
      ...(inference ? [imageReference(inference.image)] : []),
      ...FURTHER_IMAGES[target](config),
    ];
  });
  return [...new Set(images)].filter((image) => image !== imageReference(STUB_IMAGE));
}
