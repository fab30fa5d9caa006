import { isOn } from '../../../facts/weaviateVariables.ts';
import { at } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import type { ChartValues } from '../chartValues.ts';
import { helmValue, isTruthy } from '../helmValue.ts';
import { variableEntry } from '../weaviateVariables.ts';

export const metricsText: Rule<ChartValues> = {
  id: 'values-metrics-text',
  severity: 'info',
  summary: '`PROMETHEUS_MONITORING_ENABLED` is "false" in quotes, which the chart treats as on.',
  why: 'Weaviate reads it as off. For the chart any text is true: it opens the metrics port anyway. With `serviceMonitor.enabled` it also renders a ServiceMonitor for a port on which Weaviate does not listen; that is a warning.',
  fix: 'Write `false` without quotes.',
  evidence: 'Measured with helm template, chart 17.8.3: containerPort 2112 and ServiceMonitor are rendered',
  fixable: true,
  *check(values) {
    const value = variableEntry(values, 'PROMETHEUS_MONITORING_ENABLED')?.value;
    const helmText = helmValue(value);
    if (!value || typeof helmText !== 'string' || helmText === '' || isOn(helmText)) return;
    const hasMonitor = isTruthy(at(values.root, 'serviceMonitor', 'enabled'));
    yield {
      place: value.place,
      severity: hasMonitor ? 'warning' : 'info',
      message: hasMonitor
        ? `PROMETHEUS_MONITORING_ENABLED is the text "${helmText}": the ServiceMonitor scrapes a port on which Weaviate does not listen`
        : `PROMETHEUS_MONITORING_ENABLED is the text "${helmText}": the chart opens the metrics port anyway`,
      changes: [{ op: 'set', path: value.path, value: false }],
    };
  },
};
