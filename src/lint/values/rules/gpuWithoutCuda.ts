import { at } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import { BIND_PATH, deployedBindModule, gpuResource } from '../bindModule.ts';
import { type ChartValues, setValue } from '../chartValues.ts';
import { isTruthy } from '../helmValue.ts';

export const gpuWithoutCuda: Rule<ChartValues> = {
  id: 'values-gpu-without-cuda',
  severity: 'warning',
  summary: 'The pod of the inference server reserves a GPU but does not use it.',
  why: 'Without `envconfig.enable_cuda` the chart sets `ENABLE_CUDA` to 0, and the server silently runs on the CPU.',
  fix: 'Set `envconfig.enable_cuda` to true.',
  evidence:
    'weaviate-helm 17.8.3 templates/multi2vecBindDeployment.yaml:38; multi2vec-bind-inference app.py:19-32',
  fixable: true,
  *check(values) {
    const bind = deployedBindModule(values);
    const gpu = gpuResource(bind, 'limits');
    if (!gpu || Number(gpu.value.kind === 'scalar' ? gpu.value.value : 0) === 0) return;
    if (isTruthy(at(bind, 'envconfig', 'enable_cuda'))) return;
    yield {
      place: gpu.key,
      message: `the pod requests ${gpu.name} without envconfig.enable_cuda: the server runs on the CPU`,
      changes: [setValue(values, [...BIND_PATH, 'envconfig', 'enable_cuda'], true)],
    };
  },
};
