import { at, textOf } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import { deployedBindModule } from '../bindModule.ts';
import type { ChartValues } from '../chartValues.ts';
import { isTruthy } from '../helmValue.ts';

const NAMES = ['nvidia_visible_devices', 'nvidia_driver_capabilities', 'ld_library_path'];

/** Text that YAML 1.1 reads as a number or a boolean if it is not quoted. */
const NOT_A_STRING =
  /^(?:[-+]?(?:\d[\d_]*(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?|0[xob][\da-f]+|true|false|yes|no|on|off|y|n)$/i;

export const bareText: Rule<ChartValues> = {
  id: 'values-bare-text',
  severity: 'error',
  summary: 'A variable that the chart prints without quotes is a number or a boolean.',
  why: 'The template writes `value: 0`, and the cluster rejects the Deployment, because the value of a variable must be a string. Quotes in the values do not help: Helm removes them.',
  fix: 'Put quotes inside quotes, as in `\'"0"\'`. For `nvidia_visible_devices`, `all` or the UUID of the GPU works too.',
  evidence:
    'Measured with helm template: "0" renders `value: 0`, \'"0"\' renders `value: "0"`; templates/multi2vecBindDeployment.yaml:41-47',
  fixable: true,
  partOfAdd: true,
  *check(values) {
    const envconfig = at(deployedBindModule(values), 'envconfig');
    // The template prints the three variables only with CUDA.
    if (!isTruthy(at(envconfig, 'enable_cuda'))) return;
    for (const name of NAMES) {
      const located = at(envconfig, name);
      const text = textOf(located);
      if (!located || text === undefined || !NOT_A_STRING.test(text)) continue;
      yield {
        place: located.place,
        message: `the chart prints ${name} as ${text} without quotes, which is not a string: the cluster rejects the Deployment`,
        changes: [{ op: 'set', path: located.path, value: `"${text}"` }],
      };
    }
  },
};
