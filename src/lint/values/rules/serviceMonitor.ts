import { at, hasUnknowns } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import { type ChartValues, setValue } from '../chartValues.ts';
import { isTruthy } from '../helmValue.ts';
import { variableEntry } from '../weaviateVariables.ts';

export const serviceMonitor: Rule<ChartValues> = {
  id: 'values-service-monitor',
  severity: 'warning',
  summary: '`serviceMonitor.enabled` is set without `env.PROMETHEUS_MONITORING_ENABLED`.',
  why: 'The chart then renders no ServiceMonitor and opens no metrics port: Prometheus scrapes nothing, and there is no error.',
  fix: 'Set `env.PROMETHEUS_MONITORING_ENABLED` to true.',
  evidence:
    'Measured with helm template 4.1.4, chart 17.8.3: no ServiceMonitor without the variable or with false, one with true; templates/weaviateServiceMonitor.yaml:1',
  fixable: true,
  *check(values) {
    const enabled = at(values.root, 'serviceMonitor', 'enabled');
    const metrics = variableEntry(values, 'PROMETHEUS_MONITORING_ENABLED');
    if (!enabled || !isTruthy(enabled)) return;
    // The value of a placeholder is not known.
    if (metrics?.value.kind === 'scalar' && (hasUnknowns(metrics.value) || isTruthy(metrics.value))) return;
    // If metrics are off on purpose, serviceMonitor.enabled is merely redundant.
    const metricsAreOff = metrics !== undefined;
    yield {
      place: enabled.place,
      ...(metricsAreOff && { severity: 'info', suggestion: 'set both to true, or both to false' }),
      message: `serviceMonitor.enabled has no effect ${metricsAreOff ? 'while env.PROMETHEUS_MONITORING_ENABLED is off' : 'without env.PROMETHEUS_MONITORING_ENABLED'}: the chart renders no ServiceMonitor`,
      changes: metricsAreOff ? [] : [setValue(values, ['env', 'PROMETHEUS_MONITORING_ENABLED'], true)],
    };
  },
};
