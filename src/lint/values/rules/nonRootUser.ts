import { at, textOf } from '../../../yaml/located.ts';
import type { Problem, Rule } from '../../rule.ts';
import { deployedModel, nearestPlace } from '../bindModule.ts';
import type { ChartValues } from '../chartValues.ts';
import { isTruthy } from '../helmValue.ts';

export const nonRootUser: Rule<ChartValues> = {
  id: 'values-non-root-user',
  severity: 'error',
  summary: 'A pod must not run as root, but its image sets no numeric user.',
  why: 'The image of Weaviate runs as root, and the image of the inference server as `app`, which is a name. With `runAsNonRoot` the kubelet requires a numeric user and rejects the container: CreateContainerConfigError.',
  fix: 'Set `runAsUser` too: 1000, which is `app` in the inference image.',
  evidence:
    'weaviate Dockerfile (no USER); multi2vec-bind-inference Dockerfile: USER app; Kubernetes: image has non-numeric user, cannot verify user is non-root',
  *check(values) {
    yield* weaviateProblem(values);
    const bind = deployedModel(values);
    const context = at(bind, 'securityContext');
    const user = textOf(at(context, 'runAsUser'));
    if (isTruthy(at(context, 'runAsNonRoot')) && user === undefined)
      yield {
        place: nearestPlace(values, 'modules', 'multi2vec-bind', 'securityContext', 'runAsNonRoot'),
        message:
          'the inference pod has runAsNonRoot without runAsUser: its image has a user name instead of a number, so the kubelet rejects it',
      };
  },
};

function* weaviateProblem(values: ChartValues): Generator<Problem> {
  const blocks = ['containerSecurityContext', 'securityContext'];
  const has = (key: string) => blocks.find((block) => at(values.root, block, key) !== undefined);
  const block = has('runAsNonRoot');
  if (block === undefined || !isTruthy(at(values.root, block, 'runAsNonRoot'))) return;
  if (has('runAsUser') !== undefined) return;
  yield {
    place: nearestPlace(values, block, 'runAsNonRoot'),
    message: `${block} has runAsNonRoot without runAsUser: the image of Weaviate runs as root, so the kubelet rejects it`,
  };
}
