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
  summary: 'A field for the container is in the security context of the pod, or vice versa.',
  why: 'In this chart `securityContext` applies to the pod, for Weaviate and for the modules; only Weaviate has a `containerSecurityContext`. Helm 4 rejects a misplaced field (`field not declared in schema`). Helm 3 drops it, so what it forbids stays allowed. The comments in the chart show `fsGroup` in the wrong place.',
  fix: 'Move the field to the other security context. For the inference server, use a post-renderer to add it.',
  evidence:
    'Measured on Kubernetes 1.34: helm 4.1.4 fails, helm 3.18.0 warns of an unknown field; templates/weaviateStatefulset.yaml',
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
        message: `${name} is a field of the ${isNot}, but ${where} applies to the ${is}: Helm 4 rejects it and Helm 3 drops it`,
      };
}
