import { textOf } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import { BIND_PATH, deployedBindModule, gpuResource } from '../bindModule.ts';
import { type ChartValues, setValue } from '../chartValues.ts';

export const gpuRequest: Rule<ChartValues> = {
  id: 'values-gpu-request',
  severity: 'error',
  summary: 'A GPU is requested without a limit, or with a different limit.',
  why: 'The cluster rejects the pod: GPUs cannot be overcommitted, so the request may be omitted but must not differ from the limit.',
  fix: 'Set the same number under `resources.limits`, or remove the request.',
  evidence: 'Kubernetes, Schedule GPUs: limits without requests, or both equal; never requests alone',
  fixable: true,
  partOfAdd: true,
  *check(values) {
    const bind = deployedBindModule(values);
    const request = gpuResource(bind, 'requests');
    if (!request) return;
    const limit = gpuResource(bind, 'limits');
    if (limit?.name === request.name && textOf(limit.value) === textOf(request.value)) return;
    const requested = request.value.kind === 'scalar' ? request.value.value : undefined;
    yield {
      place: request.key,
      message: limit
        ? `requests and limits of ${request.name} differ: the cluster rejects the pod`
        : `${request.name} is in requests but not in limits: the cluster rejects the pod`,
      changes:
        limit || requested === undefined
          ? []
          : [setValue(values, [...BIND_PATH, 'resources', 'limits', request.name], requested)],
    };
  },
};
