import { DOCUMENTED_QUANTITY, MEMORY_TO_LOAD, MIN_INFERENCE_MEMORY } from '../../../facts/resources.ts';
import { readableSize } from '../../../formats/size.ts';
import { at, isNothing } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import { BIND_PATH, deployedModel, nearestPlace } from '../bindModule.ts';
import { type ChartValues, setValue } from '../chartValues.ts';
import { quantityOf } from '../helmValue.ts';

export const inferenceMemoryMissing: Rule<ChartValues> = {
  id: 'values-inference-memory-missing',
  severity: 'warning',
  summary: 'The pod of the inference server requests too little memory, or none.',
  why: `Loading ImageBind takes ${MEMORY_TO_LOAD}. Without a request, the scheduler may place the pod on a node that is full or too small, where it is the first to be killed. Since 17.0.1 the chart sets no default.`,
  fix: `Set \`resources.requests.memory\` and \`resources.limits.memory\` to ${DOCUMENTED_QUANTITY}.`,
  evidence:
    'Measured: peak 9504 MiB while loading, steady 5460 MiB; weaviate-helm values.yaml: multi2vec-bind.resources is empty',
  fixable: true,
  partOfAdd: true,
  *check(values) {
    const bind = deployedModel(values);
    if (!bind) return;
    const request = at(bind, 'resources', 'requests', 'memory');
    const limit = at(bind, 'resources', 'limits', 'memory');
    const place = nearestPlace(values, ...BIND_PATH, 'resources', 'requests', 'memory');
    if (isNothing(request) && isNothing(limit)) {
      const both = ['requests', 'limits'].map((kind) =>
        setValue(values, [...BIND_PATH, 'resources', kind, 'memory'], DOCUMENTED_QUANTITY),
      );
      yield {
        place,
        message: `the inference server requests no memory, but loading ImageBind takes ${MEMORY_TO_LOAD}`,
        changes: both,
      };
      return;
    }
    // Without a request the limit counts as one. On a node with spare memory, a smaller request works.
    const bytes = quantityOf(request);
    if (bytes === undefined || bytes >= MIN_INFERENCE_MEMORY || bytes < 1024 ** 2) return;
    yield {
      place,
      severity: 'info',
      message: `the inference server requests ${readableSize(bytes)}, but loading ImageBind takes ${MEMORY_TO_LOAD}: on a full node it is killed`,
    };
  },
};
