import { at, isNothing, textOf } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import { deployedBindModule, nearestPlace } from '../bindModule.ts';
import type { ChartValues } from '../chartValues.ts';
import { isTruthy } from '../helmValue.ts';

export const disruptionBudget: Rule<ChartValues> = {
  id: 'values-disruption-budget',
  severity: 'info',
  summary: 'A single replica cannot meet its pod disruption budget.',
  why: 'With one replica, a `minAvailable` of 1 (or any percentage, which is rounded up) never allows the pod to be evicted: draining its node hangs.',
  fix: 'Remove the budget, or run more replicas.',
  evidence:
    'weaviate-helm 17.8.3 values.yaml: podDisruptionBudgets; Kubernetes, Specifying a Disruption Budget',
  *check(values) {
    const pods = [
      { name: 'weaviate', replicas: at(values.root, 'replicas'), defaultMinimum: '50%', runs: true },
      {
        name: 'multi2vec-bind',
        replicas: at(values.bind, 'replicas'),
        defaultMinimum: '1',
        runs: deployedBindModule(values) !== undefined,
      },
    ];
    for (const { name, replicas, defaultMinimum, runs } of pods) {
      const budget = at(values.root, 'podDisruptionBudgets', name);
      if (!runs || !isTruthy(at(budget, 'enabled')) || (textOf(replicas) ?? '1') !== '1') continue;
      const spec = at(budget, 'spec');
      const minAvailable = at(spec, 'minAvailable');
      const available = minAvailable === undefined ? defaultMinimum : textOf(minAvailable);
      if (isNothing(minAvailable) && minAvailable !== undefined) continue;
      if (available === undefined || /^0%?$/.test(available)) continue;
      yield {
        place: nearestPlace(values, 'podDisruptionBudgets', name, 'spec', 'minAvailable'),
        message: `the budget of ${name} requires ${available} available, but there is only 1 replica: its node cannot be drained`,
      };
    }
  },
};
