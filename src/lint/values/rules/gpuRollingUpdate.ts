import { at, isNothing, textOf } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import { BIND_PATH, deployedBindModule, gpuResource, nearestPlace } from '../bindModule.ts';
import { type ChartValues, setValue } from '../chartValues.ts';

export const gpuRollingUpdate: Rule<ChartValues> = {
  id: 'values-gpu-rolling-update',
  severity: 'info',
  summary: 'Upgrading the inference server requires a second GPU.',
  why: 'RollingUpdate starts the new pod before it stops the old one. If no other GPU is free, the new pod stays pending and the upgrade hangs. With a spare GPU it works, so this is only an info.',
  fix: 'Set `strategy.type` to Recreate.',
  evidence: 'weaviate-helm 17.8.3 values.yaml: strategy RollingUpdate; Kubernetes: maxSurge 25%, rounded up',
  fixable: true,
  *check(values) {
    const bind = deployedBindModule(values);
    const strategy = at(bind, 'strategy');
    if (!gpuResource(bind, 'limits') || textOf(at(strategy, 'type')) === 'Recreate') return;
    const maxSurge = textOf(at(strategy, 'rollingUpdate', 'maxSurge'));
    if (maxSurge !== undefined && /^0%?$/.test(maxSurge)) return;
    yield {
      place: nearestPlace(values, ...BIND_PATH, 'strategy', 'type'),
      message:
        'RollingUpdate starts a second pod that needs its own GPU: with a single GPU, the upgrade hangs',
      changes: isNothing(at(strategy, 'rollingUpdate'))
        ? [setValue(values, [...BIND_PATH, 'strategy', 'type'], 'Recreate')]
        : [],
    };
  },
};
