import { LOAD_BUDGET, MIN_LOAD_BUDGET, SLOW_LOAD } from '../../../facts/resources.ts';
import { at } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import { BIND_PATH, deployedModel, nearestPlace } from '../bindModule.ts';
import { type ChartValues, setValue } from '../chartValues.ts';
import { quantityOf } from '../helmValue.ts';

export const livenessEarly: Rule<ChartValues> = {
  id: 'values-liveness-early',
  severity: 'warning',
  summary: 'The liveness probe kills the inference server if the model takes too long to load.',
  why: "The port opens only after the model is loaded. After `initialDelaySeconds` and three failed probes the kubelet kills the container and loading starts again; on a slow node this never ends. On a fast machine loading takes 17 to 40 s, so less than 60 s is a warning. The chart's default, 120 s, works there and is only an info.",
  fix: 'Set `livenessProbe.initialDelaySeconds` to 600.',
  evidence:
    'weaviate-helm 17.8.3 templates/multi2vecBindDeployment.yaml:52-57; load measured; weaviate test/docker/bind.go allows 240 s',
  fixable: true,
  partOfAdd: true,
  *check(values) {
    const bind = deployedModel(values);
    if (!bind) return;
    const probe = at(bind, 'livenessProbe');
    const delay = quantityOf(at(probe, 'initialDelaySeconds')) ?? 120;
    const secondsUntilKilled = delay + 3 * (quantityOf(at(probe, 'periodSeconds')) ?? 3);
    if (secondsUntilKilled >= SLOW_LOAD) return;
    yield {
      place: nearestPlace(values, ...BIND_PATH, 'livenessProbe', 'initialDelaySeconds'),
      severity: secondsUntilKilled < MIN_LOAD_BUDGET ? 'warning' : 'info',
      message: `the inference server is killed if loading the model takes more than ${secondsUntilKilled} s`,
      changes: [setValue(values, [...BIND_PATH, 'livenessProbe', 'initialDelaySeconds'], LOAD_BUDGET)],
    };
  },
};
