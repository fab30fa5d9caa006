import { at, textOf } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import { deployedBindModule } from '../bindModule.ts';
import type { ChartValues } from '../chartValues.ts';
import { isPlaceholder, isTruthy } from '../helmValue.ts';

export const inferenceUrlIgnored: Rule<ChartValues> = {
  id: 'values-inference-url-ignored',
  severity: 'warning',
  summary: '`inferenceUrl` is set, but the chart deploys its own inference server.',
  why: 'With `enabled: true` the chart ignores `inferenceUrl`: it deploys a server with all the memory that ImageBind needs, and Weaviate gets the address of that one.',
  fix: 'To use the server at `inferenceUrl`, set `enabled` to false. Otherwise remove `inferenceUrl`.',
  evidence: 'Measured with helm template, chart 17.8.3: BIND_INFERENCE_API is that of bind-inference',
  *check(values) {
    const url = at(deployedBindModule(values), 'inferenceUrl');
    if (!url || !isTruthy(url)) return;
    // A placeholder for `enabled` may become false, and one for the address may become empty.
    if (isPlaceholder(at(values.bind, 'enabled')) || isPlaceholder(url)) return;
    const address = textOf(url);
    const message = `inferenceUrl${address === undefined ? '' : ` ${address}`} has no effect because enabled is true`;
    yield { place: url.place, message };
  },
};
