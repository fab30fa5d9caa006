import { parseQuantity } from '../../../formats/quantity.ts';
import { kubernetesSize, parseSize } from '../../../formats/size.ts';
import { at, entriesOf, type Located, textOf } from '../../../yaml/located.ts';
import type { Problem, Rule } from '../../rule.ts';
import type { ChartValues } from '../chartValues.ts';
import { isPlaceholder, isTruthy } from '../helmValue.ts';

export const quantity: Rule<ChartValues> = {
  id: 'values-quantity',
  severity: 'error',
  summary: 'Kubernetes rejects or misreads a size.',
  why: 'Kubernetes knows Gi and G, but not g, GB or GiB: `quantities must match the regular expression`. A lowercase m means a thousandth: 512m of memory is half a byte.',
  fix: 'Write it as `12Gi` or `512Mi`.',
  evidence: 'Kubernetes, k8s.io/apimachinery/pkg/api/resource: Quantity',
  fixable: true,
  partOfAdd: 'in the block of the module',
  *check({ root }) {
    const size = at(root, 'storage', 'size');
    if (size) yield* quantityProblem(size, 'storage.size', true);
    yield* resourceProblems(at(root, 'resources'), 'resources');
    for (const [name, { value }] of entriesOf(at(root, 'modules')))
      if (isTruthy(at(value, 'enabled')))
        yield* resourceProblems(at(value, 'resources'), `modules.${name}.resources`);
  },
};

function* resourceProblems(resources: Located | undefined, where: string): Generator<Problem> {
  for (const kind of ['requests', 'limits'])
    for (const [name, { value }] of entriesOf(at(resources, kind)))
      yield* quantityProblem(value, `${where}.${kind}.${name}`, /memory|storage/.test(name));
}

function* quantityProblem(located: Located, where: string, inBytes: boolean): Generator<Problem> {
  const text = textOf(located);
  if (text === undefined || isPlaceholder(located)) return;
  const known = parseQuantity(text);
  const isThousandth = inBytes && known !== undefined && /\dm$/.test(text);
  if (known !== undefined && !isThousandth) return;
  const intended = inBytes ? parseSize(text) : undefined;
  yield {
    place: located.place,
    message: isThousandth
      ? `${where} is ${text}, which means ${known} bytes: m is a thousandth`
      : `${where} is ${text}, which is not a valid Kubernetes quantity: the cluster rejects it`,
    ...(intended !== undefined && {
      suggestion: `write ${kubernetesSize(intended)}`,
      changes: [{ op: 'set', path: located.path, value: kubernetesSize(intended) }] as const,
    }),
  };
}
