import { at, entriesOf, type Located } from '../../../yaml/located.ts';
import type { Problem, Rule } from '../../rule.ts';
import type { ChartValues } from '../chartValues.ts';
import { isTruthy } from '../helmValue.ts';

/** Fields that only a container has, and those that only a pod has (core/v1 SecurityContext, PodSecurityContext). */
const CONTAINER_FIELDS = [
  'readOnlyRootFilesystem',
  'allowPrivilegeEscalation',
  'capabilities',
  'privileged',
  'procMount',
];
const POD_FIELDS = [
  'fsGroup',
  'fsGroupChangePolicy',
  'supplementalGroups',
  'supplementalGroupsPolicy',
  'sysctls',
];

export const securityContextLevel: Rule<ChartValues> = {
  id: 'values-security-context-level',
  severity: 'error',
  summary:
    'A field of the security context of a container stands in that of the pod, or the other way round.',
  why: 'securityContext of this chart is the pod’s, for Weaviate and for the modules; only Weaviate has a containerSecurityContext. Helm 4 refuses the field (`field not declared in schema`), Helm 3 drops it, so that what it forbids is allowed. The comments of the chart show fsGroup in the wrong place.',
  fix: 'Move it to the other one; for the inference server a post-renderer can patch it in.',
  evidence:
    'measured on Kubernetes 1.34: helm 4.1.4 fails, helm 3.18.0 warns of an unknown field; templates/weaviateStatefulset.yaml',
  *check({ root }) {
    yield* misplacedFields(at(root, 'securityContext'), 'securityContext', CONTAINER_FIELDS);
    yield* misplacedFields(at(root, 'containerSecurityContext'), 'containerSecurityContext', POD_FIELDS);
    for (const [name, { value }] of entriesOf(at(root, 'modules')))
      if (isTruthy(at(value, 'enabled')))
        yield* misplacedFields(
          at(value, 'securityContext'),
          `modules.${name}.securityContext`,
          CONTAINER_FIELDS,
        );
  },
};

function* misplacedFields(
  context: Located | undefined,
  where: string,
  fields: readonly string[],
): Generator<Problem> {
  const [is, isNot] = fields === CONTAINER_FIELDS ? ['pod', 'container'] : ['container', 'pod'];
  for (const [name, { key }] of entriesOf(context))
    if (fields.includes(name))
      yield {
        place: key,
        message: `${where} is that of the ${is}, and ${name} is a field of the ${isNot}: Helm 4 cannot install it, Helm 3 drops it`,
      };
}
