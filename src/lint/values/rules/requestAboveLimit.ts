import { at, entriesOf, type Located, textOf } from '../../../yaml/located.ts';
import type { Problem, Rule } from '../../rule.ts';
import { isGpuResource } from '../bindModule.ts';
import type { ChartValues } from '../chartValues.ts';
import { isTruthy, quantityOf } from '../helmValue.ts';

export const requestAboveLimit: Rule<ChartValues> = {
  id: 'values-request-above-limit',
  severity: 'error',
  summary: 'A pod requests more than its limit.',
  why: 'The cluster rejects the pod: `must be less than or equal to … limit`.',
  fix: 'Raise the limit, or lower the request.',
  evidence: 'Kubernetes, pkg/apis/core/validation: ValidateResourceRequirements',
  *check({ root }) {
    yield* requestProblems(at(root, 'resources'), 'resources');
    for (const [name, { value }] of entriesOf(at(root, 'modules')))
      if (isTruthy(at(value, 'enabled')))
        yield* requestProblems(at(value, 'resources'), `modules.${name}.resources`);
  },
};

function* requestProblems(resources: Located | undefined, where: string): Generator<Problem> {
  for (const [name, { value }] of entriesOf(at(resources, 'requests'))) {
    const limit = at(resources, 'limits', name);
    const [requested, allowed] = [quantityOf(value), quantityOf(limit)];
    if (requested === undefined || allowed === undefined || requested <= allowed || isGpuResource(name))
      continue;
    yield {
      place: value.place,
      message: `${where}.requests.${name} is ${textOf(value)}, above the limit of ${textOf(limit)}: the cluster rejects the pod`,
    };
  }
}
