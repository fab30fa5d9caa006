import type { Cause } from '../../cause.ts';
import type { ServiceScene } from '../../scene.ts';
import { limitOf, moreMemory } from './memoryAdvice.ts';

export const serviceMemory: Cause<ServiceScene> = {
  code: 'service-memory',
  weight: 'cause',
  find(service, scene) {
    if (service.role !== 'other' || !service.isOutOfMemory) return undefined;
    return {
      message: `the kernel killed ${service.title} for lack of memory${limitOf(service)}`,
      cause: 'It used more memory than its limit, or the machine, allows.',
      suggestion: moreMemory(service, scene),
    };
  },
};
