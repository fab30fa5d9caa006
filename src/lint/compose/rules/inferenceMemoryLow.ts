import {
  DOCUMENTED_MEMORY,
  MEMORY_TO_LOAD,
  MEMORY_TO_RUN,
  MIN_INFERENCE_MEMORY,
  SUFFICIENT_INFERENCE_MEMORY,
} from '../../../facts/resources.ts';
import { readableSize } from '../../../formats/size.ts';
import { setScalar } from '../../../yaml/change.ts';
import type { Rule } from '../../rule.ts';
import type { ComposeProject } from '../project.ts';
import { memoryLimit } from '../resources.ts';
import { imageBindServicesOf } from '../roles.ts';

export const inferenceMemoryLow: Rule<ComposeProject> = {
  id: 'inference-memory-low',
  severity: 'error',
  summary: 'The memory limit of the inference service is too low to load the model.',
  why: `While loading, ImageBind is in memory twice, which takes ${MEMORY_TO_LOAD}. With less, the kernel kills the container (exit code 137) on every start. Once loaded, it takes ${MEMORY_TO_RUN}.`,
  fix: `Set it to ${DOCUMENTED_MEMORY}, the documented value.`,
  evidence: 'Measured on the real inference server: killed at 9216 MiB, ready at 9728 MiB',
  fixable: true,
  partOfAdd: true,
  *check(project) {
    for (const service of imageBindServicesOf(project)) {
      const limit = memoryLimit(service);
      if (limit?.bytes === undefined || limit.bytes >= SUFFICIENT_INFERENCE_MEMORY) continue;
      const below = limit.bytes < MIN_INFERENCE_MEMORY;
      yield {
        place: limit.located.place,
        severity: below ? 'error' : 'warning',
        message: below
          ? `${readableSize(limit.bytes)} is not enough: loading ImageBind takes ${MEMORY_TO_LOAD}, so the kernel kills it`
          : `${readableSize(limit.bytes)} is barely enough: loading ImageBind takes ${MEMORY_TO_LOAD}`,
        changes: setScalar(limit.located, DOCUMENTED_MEMORY),
      };
    }
  },
};
