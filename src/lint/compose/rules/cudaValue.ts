import type { Rule } from '../../rule.ts';
import { setVariable } from '../composeVariable.ts';
import type { ComposeProject } from '../project.ts';
import { INTENDED_AS_CUDA } from '../resources.ts';
import { imageBindServicesOf, variable } from '../roles.ts';

export const cudaValue: Rule<ComposeProject> = {
  id: 'cuda-value',
  severity: 'warning',
  summary: '`ENABLE_CUDA` has a value that looks like "on" but selects the CPU.',
  why: 'The inference server checks for exactly `true` or `1`. With any other value it silently runs on the CPU.',
  fix: 'Set `ENABLE_CUDA: "1"`.',
  evidence: 'multi2vec-bind-inference app.py:19-32',
  fixable: true,
  *check(project) {
    for (const service of imageBindServicesOf(project)) {
      const entry = variable(service, 'ENABLE_CUDA');
      const value = entry?.value ?? '';
      if (!entry || !INTENDED_AS_CUDA.test(value) || ['1', 'true', '0'].includes(value)) continue;
      yield {
        place: entry.place,
        message: `ENABLE_CUDA "${value}" selects the CPU: only "1" and "true" enable the GPU`,
        changes: setVariable(service, 'ENABLE_CUDA', '1'),
      };
    }
  },
};
