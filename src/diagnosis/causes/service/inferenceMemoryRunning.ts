import type { Cause } from '../../cause.ts';
import type { ServiceScene } from '../../scene.ts';
import { limitOf, meanwhile, moreMemory } from './memoryAdvice.ts';

/** Weaviate sends twice as many requests at once as it has CPUs; all are decoded at once (bind.py, #4009). */
export const inferenceMemoryRunning: Cause<ServiceScene> = {
  code: 'inference-memory-running',
  weight: 'cause',
  find(service, scene) {
    if (service.role !== 'inference' || !service.isOutOfMemory) return undefined;
    if (service.wasHealthy !== true) return undefined;
    return {
      message: `the kernel killed the inference service for lack of memory after it had been ready${limitOf(service)}${meanwhile(scene)}`,
      cause:
        'What it computes at the same time did not fit: Weaviate sends several objects at once, and videos take most.',
      suggestion: `${scene.observation.target === 'helm' ? '' : `docker compose up -d ${service.name} starts it again; `}import in smaller batches, and ${moreMemory(service, scene)}${scene.observation.target === 'helm' ? '' : '; restart: unless-stopped brings it back by itself'}`,
    };
  },
};
