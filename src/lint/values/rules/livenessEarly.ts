import { LOAD_BUDGET, MIN_LOAD_BUDGET, SLOW_LOAD } from '../../../facts/resources.ts';
import { at } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import { BIND_PATH, deployedModel, nearestPlace } from '../bindModule.ts';
import type { ChartValues } from '../chartValues.ts';
import { setValue } from '../chartValues.ts';
import { quantityOf } from '../helmValue.ts';

export const livenessEarly: Rule<ChartValues> = {
  id: 'values-liveness-early',
  severity: 'warning',
  summary: 'The inference server is killed when loading takes longer than its liveness probe waits.',
  why: 'The port opens when the model is loaded. After initialDelaySeconds and three failed probes the kubelet kills the container, and loading begins anew, for ever on a slow node. Loading takes 17 to 40 s on a fast machine, so below 60 s it is a warning; the default of the chart, 120 s, works there and is no more than worth knowing.',
  fix: 'Set livenessProbe.initialDelaySeconds to 600.',
  evidence:
    'weaviate-helm 17.8.3 templates/multi2vecBindDeployment.yaml:52-57; load measured; weaviate test/docker/bind.go allows 240 s',
  fixable: true,
  partOfAdd: true,
  *check(values) {
    const bind = deployedModel(values);
    if (!bind) return;
    const probe = at(bind, 'livenessProbe');
    const delay = quantityOf(at(probe, 'initialDelaySeconds')) ?? 120;
    const killed = delay + 3 * (quantityOf(at(probe, 'periodSeconds')) ?? 3);
    if (killed >= SLOW_LOAD) return;
    yield {
      place: nearestPlace(values, ...BIND_PATH, 'livenessProbe', 'initialDelaySeconds'),
      severity: killed < MIN_LOAD_BUDGET ? 'warning' : 'info',
      message: `the inference server is killed if the model is not loaded ${killed} s after its start`,
      changes: [setValue(values, [...BIND_PATH, 'livenessProbe', 'initialDelaySeconds'], LOAD_BUDGET)],
    };
  },
};
