import { at, itemsOf, textOf } from '../../../yaml/located.ts';
import { plainValue } from '../../../yaml/pieces.ts';
import type { Rule } from '../../rule.ts';
import { BIND_PATH, deployedBindModule, nearestPlace } from '../bindModule.ts';
import { type ChartValues, setValue } from '../chartValues.ts';
import { quantityOf } from '../helmValue.ts';

/** Seconds. Weaviate waits 120 s for its modules; a server that starts with it must be ready well before that. */
const MAX_DELAY = 90;

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
  summary: 'Weaviate gives up before the inference server can become ready.',
  why: 'Both start at the same time. Weaviate waits 120 s for its modules and then exits with code 1, but the Service of the inference server has no endpoint before `readinessProbe.initialDelaySeconds`, 120 by default. Weaviate almost certainly restarts at least once, with growing back-off delays.',
  fix: 'Set `readinessProbe.initialDelaySeconds` to 0, and make an init container of Weaviate wait for the server (`initContainers.extraInitContainers`).',
  evidence:
    'weaviate configure_api.go:1803: 120 s; weaviate-helm 17.8.3 values.yaml: initialDelaySeconds 120; measured on Kubernetes 1.34: exit code 1 after 126 s',
  fixable: true,
  partOfAdd: true,
  *check(values) {
    if (!deployedBindModule(values) || waitsForServer(values)) return;
    const delay = quantityOf(at(values.bind, 'readinessProbe', 'initialDelaySeconds')) ?? 120;
    if (delay < MAX_DELAY) return;
    yield {
      place: nearestPlace(values, ...BIND_PATH, 'readinessProbe', 'initialDelaySeconds'),
      message: `the inference server is ready after ${delay} s at the earliest, but Weaviate exits after 120 s`,
      changes: [setValue(values, [...BIND_PATH, 'readinessProbe', 'initialDelaySeconds'], 0)],
    };
  },
};
