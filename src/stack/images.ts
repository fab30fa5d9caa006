import { runsSysctlInit } from '../capabilities/podSecurity.ts';
import { SYSCTL_IMAGE } from '../facts/versions.ts';
import type { StackConfig } from '../options/table.ts';
import { imageReference, STUB_IMAGE, type StackTarget } from './inference.ts';
import { stackOf } from './stack.ts';

/** Images that a target pulls in addition to those of the services. */
const FURTHER_IMAGES: Readonly<Record<StackTarget, (config: StackConfig) => string[]>> = {
  compose: () => [],
  helm: (config) => (runsSysctlInit(config) ? [SYSCTL_IMAGE] : []),
};

/** All images that the targets of a configuration pull, without duplicates. The stub's image is built, not pulled. */
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
