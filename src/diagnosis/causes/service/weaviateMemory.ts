import type { Cause } from '../../cause.ts';
import type { ServiceScene } from '../../scene.ts';
import { limitOf, moreMemory } from './memoryAdvice.ts';

export const weaviateMemory: Cause<ServiceScene> = {
  code: 'weaviate-memory',
  weight: 'cause',
  find(service, scene) {
    if (service.role !== 'weaviate' || !service.isOutOfMemory) return undefined;
    return {
      message: `the kernel killed Weaviate for lack of memory${limitOf(service)}`,
      cause: 'Weaviate keeps vectors and their index in memory, and they did not fit.',
      suggestion: `${moreMemory(service, scene)}; see that GOMEMLIMIT is about 90 % of the limit`,
    };
  },
};
