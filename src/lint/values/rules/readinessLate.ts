import { at, itemsOf, textOf } from '../../../yaml/located.ts';
import { plainValue } from '../../../yaml/pieces.ts';
import type { Rule } from '../../rule.ts';
import { BIND_PATH, deployedBindModule, nearestPlace } from '../bindModule.ts';
import type { ChartValues } from '../chartValues.ts';
import { setValue } from '../chartValues.ts';
import { quantityOf } from '../helmValue.ts';

/** Weaviate's modules have 120 s; what starts with it must be found some time before. */
const LATEST_DELAY = 90;

/** Whether an init container of Weaviate seems to wait for the inference server. */
function waitsForServer({ root, bind }: ChartValues): boolean {
  const service = textOf(at(bind, 'fullnameOverride')) ?? 'bind-inference';
  return itemsOf(at(root, 'initContainers', 'extraInitContainers')).some((container) => {
    const text = JSON.stringify(plainValue(container));
    return text.includes(service) || /wait|well-known|bind/i.test(text);
  });
}

export const readinessLate: Rule<ChartValues> = {
  id: 'values-readiness-late',
  severity: 'warning',
  summary: 'Weaviate gives up before the inference server may be found ready.',
  why: 'Both start together. Weaviate gives its modules 120 s and then ends with exit 1; the Service of the inference server has no address before readinessProbe.initialDelaySeconds, 120 by default. At least one restart of Weaviate is practically certain, with growing pauses after it.',
  fix: 'Set readinessProbe.initialDelaySeconds to 5, and let an init container of Weaviate wait for the server (initContainers.extraInitContainers).',
  evidence:
    'weaviate configure_api.go:1803: 120 s; weaviate-helm 17.8.3 values.yaml: initialDelaySeconds 120; measured on Kubernetes 1.34: exit 1 after 126 s',
  fixable: true,
  partOfAdd: true,
  *check(values) {
    if (!deployedBindModule(values) || waitsForServer(values)) return;
    const delay = quantityOf(at(values.bind, 'readinessProbe', 'initialDelaySeconds')) ?? 120;
    if (delay < LATEST_DELAY) return;
    yield {
      place: nearestPlace(values, ...BIND_PATH, 'readinessProbe', 'initialDelaySeconds'),
      message: `the inference server is found ready after ${delay} s at the earliest, and Weaviate ends itself after 120 s`,
      changes: [setValue(values, [...BIND_PATH, 'readinessProbe', 'initialDelaySeconds'], 5)],
    };
  },
};
