import { SYSCTL_IMAGE } from '../facts/versions.ts';
import type { StackConfig } from '../options/table.ts';
import { imageReference, STUB_IMAGE } from './inference.ts';
import { runsSysctlInit } from './podSecurity.ts';
import { stackOf } from './stack.ts';

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
      ...(target === 'helm' && runsSysctlInit(config) ? [SYSCTL_IMAGE] : []),
    ];
  });
  return [...new Set(images)].filter((image) => image !== imageReference(STUB_IMAGE));
}
