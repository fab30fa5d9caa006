import { at, textOf } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import { deployedBindModule } from '../bindModule.ts';
import type { ChartValues } from '../chartValues.ts';
import { isTruthy } from '../helmValue.ts';

const NAMES = ['nvidia_visible_devices', 'nvidia_driver_capabilities', 'ld_library_path'];

/** What YAML 1.1 reads as a number or a boolean when it stands bare. */
const NOT_A_STRING =
  /^(?:[-+]?(?:\d[\d_]*(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?|0[xob][\da-f]+|true|false|yes|no|on|off|y|n)$/i;

export const bareText: Rule<ChartValues> = {
  id: 'values-bare-text',
  severity: 'error',
  summary: 'A number or boolean where the chart prints a variable without quotes.',
  why: 'The template writes `value: 0`, and the cluster refuses the Deployment, since a variable must be text. Quotes in the values do not help: Helm takes them off.',
  fix: 'Write quotes within quotes, as in \'"0"\', or all, or the UUID of the GPU.',
  evidence:
    'measured with helm template: "0" renders `value: 0`, \'"0"\' renders `value: "0"`; templates/multi2vecBindDeployment.yaml:41-47',
  fixable: true,
  partOfAdd: true,
  *check(values) {
    const envconfig = at(deployedBindModule(values), 'envconfig');
    // The three are printed only with CUDA.
    if (!isTruthy(at(envconfig, 'enable_cuda'))) return;
    for (const name of NAMES) {
      const located = at(envconfig, name);
      const text = textOf(located);
      if (!located || text === undefined || !NOT_A_STRING.test(text)) continue;
      yield {
        place: located.place,
        message: `${name} is printed as the bare value ${text}, which is no text: the cluster refuses the Deployment`,
        changes: [{ op: 'set', path: located.path, value: `"${text}"` }],
      };
    }
  },
};
