import { INFERENCE_MEMORY_LEAST } from '../../../facts/resources.ts';
import { readableSize } from '../../../formats/size.ts';
import type { Cause } from '../../cause.ts';
import type { ServiceScene } from '../../scene.ts';
import { holdsModel, limitOf, meanwhile, moreMemory } from './memoryAdvice.ts';

/** Measured: 9216 MiB is killed after 89 s of loading, 9728 MiB is enough; once loaded it takes 5460 MiB. */
export const inferenceMemoryLoading: Cause<ServiceScene> = {
  code: 'inference-memory-loading',
  weight: 'cause',
  find(service, scene) {
    if (service.role !== 'inference' || !service.isOutOfMemory) return undefined;
    if (service.wasHealthy === true) return undefined;
    return {
      message: `the kernel killed the inference service for lack of memory while it was loading${limitOf(service)}${meanwhile(scene)}`,
      cause: holdsModel(service)
        ? `While it loads, ImageBind holds its weights twice: it needs ${readableSize(INFERENCE_MEMORY_LEAST)}, and 5.3 GiB once it is ready.`
        : 'It used more memory than its limit allows.',
      suggestion: moreMemory(service, scene),
    };
  },
};
