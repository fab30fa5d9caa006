import {
  DOCUMENTED_QUANTITY,
  MEMORY_TO_LOAD,
  MIN_INFERENCE_MEMORY,
  SUFFICIENT_INFERENCE_MEMORY,
} from '../../../facts/resources.ts';
import { readableSize } from '../../../formats/size.ts';
import { at } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import { deployedModel } from '../bindModule.ts';
import type { ChartValues } from '../chartValues.ts';
import { quantityOf } from '../helmValue.ts';

export const valuesInferenceMemoryLow: Rule<ChartValues> = {
  id: 'values-inference-memory-low',
  severity: 'error',
  summary: 'The memory limit of the inference server is too low to load the model.',
  why: `While it loads, ImageBind is in memory twice, which takes ${MEMORY_TO_LOAD}. With less, the pod is OOMKilled (exit code 137) again and again. The 7000Mi in the comments of the chart is not enough.`,
  fix: `Set the limit to ${DOCUMENTED_QUANTITY}, the documented value.`,
  evidence: 'Measured on the real inference server: killed at 9216 MiB, ready at 9728 MiB',
  fixable: true,
  partOfAdd: true,
  *check(values) {
    const limit = at(deployedModel(values), 'resources', 'limits', 'memory');
    const bytes = quantityOf(limit);
    if (!limit || bytes === undefined || bytes >= SUFFICIENT_INFERENCE_MEMORY) return;
    if (bytes < 1024 ** 2) return; // a wrong unit: the rule values-quantity reports it
    const isTooLow = bytes < MIN_INFERENCE_MEMORY;
    yield {
      place: limit.place,
      severity: isTooLow ? 'error' : 'warning',
      message: isTooLow
        ? `${readableSize(bytes)} is not enough: loading ImageBind takes ${MEMORY_TO_LOAD}, and the pod is OOMKilled`
        : `${readableSize(bytes)} is barely enough: loading ImageBind takes ${MEMORY_TO_LOAD}`,
      changes: [{ op: 'set', path: limit.path, value: DOCUMENTED_QUANTITY }],
    };
  },
};
