import { at } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import { deployedModel, gpuResource } from '../bindModule.ts';
import type { ChartValues } from '../chartValues.ts';
import { isTruthy } from '../helmValue.ts';

export const cudaWithoutGpu: Rule<ChartValues> = {
  id: 'values-cuda-without-gpu',
  severity: 'warning',
  summary: 'CUDA is enabled for the inference server, but its pod requests no GPU.',
  why: '`enable_cuda` only sets a variable. Without a GPU under `resources.limits`, the pod may be scheduled on a node that has none, and the server exits. Without that entry, CUDA works only if the NVIDIA runtime is the default on every node.',
  fix: 'Add `nvidia.com/gpu: 1` to `resources.limits`.',
  evidence:
    'weaviate-helm 17.8.3 templates/multi2vecBindDeployment.yaml; multi2vec-bind-inference bind.py: model.to("cuda:0")',
  *check(values) {
    const bind = deployedModel(values);
    const cuda = at(bind, 'envconfig', 'enable_cuda');
    if (!bind || !cuda || !isTruthy(cuda) || gpuResource(bind, 'limits') || gpuResource(bind, 'requests'))
      return;
    const message = 'enable_cuda is on, but resources.limits has no nvidia.com/gpu: the pod may get no GPU';
    yield { place: cuda.place, message };
  },
};
