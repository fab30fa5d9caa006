import { at, textOf } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import { deployedBindModule } from '../bindModule.ts';
import type { ChartValues } from '../chartValues.ts';
import { isPlaceholder, isTruthy } from '../helmValue.ts';

export const inferenceUrlIgnored: Rule<ChartValues> = {
  id: 'values-inference-url-ignored',
  severity: 'warning',
  summary: 'inferenceUrl is set, and the chart deploys an inference server of its own.',
  why: 'With enabled: true the chart does not look at inferenceUrl: Weaviate gets the address of the new server, with all its memory.',
  fix: 'Set enabled to false for the server at inferenceUrl, or remove inferenceUrl.',
  evidence: 'measured with helm template, chart 17.8.3: BIND_INFERENCE_API is that of bind-inference',
  *check(values) {
    const url = at(deployedBindModule(values), 'inferenceUrl');
    if (!url || !isTruthy(url)) return;
    // A placeholder may become false, and one in the address nothing.
    if (isPlaceholder(at(values.bind, 'enabled')) || isPlaceholder(url)) return;
    const message = `inferenceUrl of ${textOf(url) ?? 'this block'} has no effect, since enabled is true`;
    yield { place: url.place, message };
  },
};
