import { isOn } from '../../../facts/weaviateVariables.ts';
import { at } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import type { ChartValues } from '../chartValues.ts';
import { helmValue, isTruthy } from '../helmValue.ts';
import { variableEntry } from '../weaviateVariables.ts';

export const metricsText: Rule<ChartValues> = {
  id: 'values-metrics-text',
  severity: 'info',
  summary: 'PROMETHEUS_MONITORING_ENABLED is off in quotes, which the chart takes for on.',
  why: 'Weaviate reads it as off. The chart, for which a text is true, opens the port of the metrics all the same, and with serviceMonitor.enabled writes a ServiceMonitor for a port that nobody serves, which is a warning.',
  fix: 'Write false without quotes.',
  evidence: 'measured with helm template, chart 17.8.3: containerPort 2112 and ServiceMonitor are rendered',
  fixable: true,
  *check(values) {
    const value = variableEntry(values, 'PROMETHEUS_MONITORING_ENABLED')?.value;
    const read = helmValue(value);
    if (!value || typeof read !== 'string' || read === '' || isOn(read)) return;
    const monitored = isTruthy(at(values.root, 'serviceMonitor', 'enabled'));
    yield {
      place: value.place,
      severity: monitored ? 'warning' : 'info',
      message: monitored
        ? `PROMETHEUS_MONITORING_ENABLED is the text "${read}": the ServiceMonitor scrapes a port that nobody serves`
        : `PROMETHEUS_MONITORING_ENABLED is the text "${read}", for which the chart opens the port of the metrics`,
      changes: [{ op: 'set', path: value.path, value: false }],
    };
  },
};
