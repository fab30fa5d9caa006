import type { Rule } from '../../rule.ts';
import { setVariable } from '../composeVariable.ts';
import type { ComposeProject } from '../project.ts';
import { gpuRequestOf, MEANS_CUDA, usesCuda } from '../resources.ts';
import { imageBindServicesOf, variable } from '../roles.ts';

export const deviceWithoutCuda: Rule<ComposeProject> = {
  id: 'device-without-cuda',
  severity: 'warning',
  summary: 'The inference service reserves a GPU and does not use it.',
  why: 'Without `ENABLE_CUDA` the server computes on the CPU, without a word, while the GPU is kept from others.',
  fix: 'Set `ENABLE_CUDA: "1"`, or remove the reservation.',
  evidence: 'multi2vec-bind-inference app.py:19-32',
  fixable: true,
  *check(project) {
    for (const service of imageBindServicesOf(project)) {
      const request = gpuRequestOf(service);
      const entry = variable(service, 'ENABLE_CUDA');
      if (!request || usesCuda(service) || service.environment.incomplete) continue;
      // What was meant for yes has a rule of its own.
      if (entry && (entry.value === undefined || (entry.value !== '0' && MEANS_CUDA.test(entry.value))))
        continue;
      const { source } = request.place;
      // Switched off on purpose: which of the two is wrong is for people to say.
      const certain = !entry && source === service.key.source;
      yield {
        place: request.place,
        message: `${service.name} reserves a GPU and computes on the CPU: ENABLE_CUDA is ${entry ? `"${entry.value}"` : 'not set'}`,
        changes: certain ? setVariable(service, 'ENABLE_CUDA', '1') : [],
      };
    }
  },
};
