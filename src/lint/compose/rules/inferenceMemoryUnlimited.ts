import { DOCUMENTED_MEMORY, MEMORY_TO_LOAD } from '../../../facts/resources.ts';
import type { Rule } from '../../rule.ts';
import type { ComposeProject } from '../project.ts';
import { memoryLimit } from '../resources.ts';
import { imageBindServicesOf } from '../roles.ts';

export const inferenceMemoryUnlimited: Rule<ComposeProject> = {
  id: 'inference-memory-unlimited',
  severity: 'info',
  summary: 'The inference service has no memory limit.',
  why: `Loading ImageBind takes ${MEMORY_TO_LOAD}. If the machine has less available, the kernel chooses which process to kill, which may be Weaviate.`,
  fix: `Add \`mem_limit: ${DOCUMENTED_MEMORY}\`, the documented value; in a Swarm stack, \`deploy.resources.limits.memory: 12G\`.`,
  evidence: 'Measured on the real inference server: peak 9504 MiB while loading, steady 5460 MiB',
  *check(project) {
    for (const service of imageBindServicesOf(project)) {
      if (memoryLimit(service)) continue;
      yield {
        place: service.key,
        message: `${service.name} has no memory limit; loading ImageBind takes ${MEMORY_TO_LOAD} of the machine's memory`,
      };
    }
  },
};
