import { at, entriesOf, itemsOf, type Located, textOf } from '../../../yaml/located.ts';
import type { Problem, Rule } from '../../rule.ts';
import type { ChartValues } from '../chartValues.ts';
import { isTruthy } from '../helmValue.ts';

export const pullSecretMap: Rule<ChartValues> = {
  id: 'values-pull-secret-map',
  severity: 'error',
  summary: 'A pull secret is a map instead of a name.',
  why: 'In this chart the list holds plain names. The template renders `- name: x` as `name: map[name:x]`, a Secret that does not exist, and the image cannot be pulled.',
  fix: 'Write only the name: `- x`.',
  evidence: 'Measured with helm template, chart 17.8.3; templates/_helpers.tpl image.pullSecrets',
  fixable: true,
  partOfAdd: 'in the block of the module',
  *check({ root }) {
    yield* mapProblems(at(root, 'image', 'pullSecrets'), 'image.pullSecrets');
    for (const [name, { value }] of entriesOf(at(root, 'modules')))
      if (isTruthy(at(value, 'enabled')))
        yield* mapProblems(at(value, 'imagePullSecrets'), `modules.${name}.imagePullSecrets`);
  },
};

function* mapProblems(list: Located | undefined, where: string): Generator<Problem> {
  for (const item of itemsOf(list)) {
    if (item.kind !== 'map') continue;
    const name = item.entries.size === 1 ? textOf(at(item, 'name')) : undefined;
    yield {
      place: item.place,
      message: `${where} holds a map, which the chart renders as the name map[…]: the image cannot be pulled`,
      changes: name === undefined ? [] : [{ op: 'set', path: item.path, value: name }],
    };
  }
}
