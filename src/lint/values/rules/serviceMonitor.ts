import { at, hasUnknowns } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import type { ChartValues } from '../chartValues.ts';
import { setValue } from '../chartValues.ts';
import { isTruthy } from '../helmValue.ts';
import { variableEntry } from '../weaviateVariables.ts';

export const serviceMonitor: Rule<ChartValues> = {
  id: 'values-service-monitor',
  severity: 'warning',
  summary: 'serviceMonitor.enabled without env.PROMETHEUS_MONITORING_ENABLED.',
  why: 'The chart then renders no ServiceMonitor and opens no port for metrics: Prometheus scrapes nothing, and nothing tells of it.',
  fix: 'Set env.PROMETHEUS_MONITORING_ENABLED to true.',
  evidence:
    'measured with helm template 4.1.4, chart 17.8.3: no ServiceMonitor without the variable or with false, one with true; templates/weaviateServiceMonitor.yaml:1',
  fixable: true,
  *check(values) {
    const written = at(values.root, 'serviceMonitor', 'enabled');
    const metrics = variableEntry(values, 'PROMETHEUS_MONITORING_ENABLED');
    if (!written || !isTruthy(written)) return;
    // What a variable of another program makes of it is not known.
    if (metrics?.value.kind === 'scalar' && (hasUnknowns(metrics.value) || isTruthy(metrics.value))) return;
    // Metrics that are off on purpose: what is needless is the switch of the monitor.
    const off = metrics !== undefined;
    yield {
      place: written.place,
      ...(off && { severity: 'info', suggestion: 'set one of the two as the other' }),
      message: `serviceMonitor.enabled has no effect ${off ? 'while env.PROMETHEUS_MONITORING_ENABLED is off' : 'without env.PROMETHEUS_MONITORING_ENABLED'}: the chart renders no ServiceMonitor`,
      changes: off ? [] : [setValue(values, ['env', 'PROMETHEUS_MONITORING_ENABLED'], true)],
    };
  },
};
