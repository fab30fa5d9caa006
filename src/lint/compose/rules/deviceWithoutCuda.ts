import type { Rule } from '../../rule.ts';
import { setVariable } from '../composeVariable.ts';
import type { ComposeProject } from '../project.ts';
import { gpuRequestOf, INTENDED_AS_CUDA, usesCuda } from '../resources.ts';
import { imageBindServicesOf, variable } from '../roles.ts';

export const deviceWithoutCuda: Rule<ComposeProject> = {
  id: 'device-without-cuda',
  severity: 'warning',
  summary: 'The inference service reserves a GPU but does not use it.',
  why: 'Without `ENABLE_CUDA`, the server silently runs on the CPU, while the reserved GPU is unavailable to others.',
  fix: 'Set `ENABLE_CUDA: "1"`, or remove the reservation.',
  evidence: 'multi2vec-bind-inference app.py:19-32',
  fixable: true,
  *check(project) {
    for (const service of imageBindServicesOf(project)) {
      const request = gpuRequestOf(service);
      const entry = variable(service, 'ENABLE_CUDA');
      if (!request || usesCuda(service) || service.environment.incomplete) continue;
      // A value that was meant to enable CUDA is reported by cuda-value.
      if (entry && (entry.value === undefined || (entry.value !== '0' && INTENDED_AS_CUDA.test(entry.value))))
        continue;
      const { source } = request.place;
      // If ENABLE_CUDA is off explicitly, only the user knows which of the two is wrong.
      const certain = !entry && source === service.key.source;
      yield {
        place: request.place,
        message: `${service.name} reserves a GPU but runs on the CPU: ENABLE_CUDA is ${entry ? `"${entry.value}"` : 'not set'}`,
        changes: certain ? setVariable(service, 'ENABLE_CUDA', '1') : [],
      };
    }
  },
};
