import { at, isNothing } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import { deployedModel, nearestPlace } from '../bindModule.ts';
import type { ChartValues } from '../chartValues.ts';
import { variableEntry, variableText } from '../weaviateVariables.ts';

export const valuesWeaviateMemoryUnlimited: Rule<ChartValues> = {
  id: 'values-weaviate-memory-unlimited',
  severity: 'info',
  summary: 'ImageBind has a memory limit, but Weaviate has none.',
  why: 'By default the chart sets no resources for Weaviate. It then uses all the memory of the node, is the first to be killed when memory runs out, and all its memory checks (for imports and index growth) are off.',
  fix: 'Set `resources.limits.memory`, and set `env.GOMEMLIMIT` to 80–90% of it.',
  evidence:
    'Measured with Weaviate 1.38.14 and 1.39.3: without a limit the log says `the soft memory limit is unlimited, so every memory-pressure check in this process is inert`; weaviate-helm 17.8.3 values.yaml: resources is empty',
  *check(values) {
    const bind = deployedModel(values);
    if (!bind || isNothing(at(bind, 'resources', 'limits', 'memory'))) return;
    const { root } = values;
    if (!isNothing(at(root, 'resources', 'limits', 'memory'))) return;
    const isInSecret = (name: string) => at(root, 'envSecrets', name) !== undefined;
    if (isInSecret('GOMEMLIMIT') || isInSecret('LIMIT_RESOURCES')) return;
    if (
      variableEntry(values, 'GOMEMLIMIT') &&
      !['off', ''].includes(variableText(values, 'GOMEMLIMIT') ?? '?')
    )
      return;
    if (
      variableEntry(values, 'LIMIT_RESOURCES') &&
      (variableText(values, 'LIMIT_RESOURCES') ?? 'true') === 'true'
    )
      return;
    yield {
      place: nearestPlace(values, 'resources', 'limits'),
      message:
        'Weaviate has no memory limit, but ImageBind has one: Weaviate may use all the memory of the node',
    };
  },
};
