import { at, entriesOf } from '../../../yaml/located.ts';
import { looksLikeBindKey } from '../../moduleNames.ts';
import type { Rule } from '../../rule.ts';
import type { ChartValues } from '../chartValues.ts';
import { isTruthy } from '../helmValue.ts';

export const valuesModuleMisspelt: Rule<ChartValues> = {
  id: 'values-module-misspelt',
  severity: 'error',
  summary: 'The name of the module is misspelled.',
  why: 'Helm silently ignores the block: no inference server is deployed, and Weaviate does not get the module.',
  fix: 'Write `multi2vec-bind`.',
  evidence: 'Measured with helm template, chart 17.8.3: multi2vecBind and multi2vec_bind render nothing',
  fixable: true,
  partOfAdd: true,
  *check({ root, bind }) {
    for (const [name, { key, value }] of entriesOf(at(root, 'modules'))) {
      if (!looksLikeBindKey(name)) continue;
      const isEnabled = isTruthy(at(value, 'enabled')) || isTruthy(at(value, 'inferenceUrl'));
      yield {
        place: key,
        severity: isEnabled ? 'error' : 'warning',
        message: `the chart has no module ${name} (the name is multi2vec-bind)`,
        changes: bind ? [] : [{ op: 'rename', path: value.path, to: 'multi2vec-bind' }],
      };
    }
  },
};
