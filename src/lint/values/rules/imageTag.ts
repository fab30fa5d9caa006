import {
  CHART_VERSION,
  CHART_WEAVIATE_TAG,
  FLOATING_INFERENCE_TAG,
  INFERENCE_TAG,
  isFloatingInferenceTag,
  WEAVIATE_VERSION,
} from '../../../facts/versions.ts';
import { at, textOf } from '../../../yaml/located.ts';
import type { Problem, Rule } from '../../rule.ts';
import { BIND_PATH, deployedModel, nearestPlace } from '../bindModule.ts';
import type { ChartValues } from '../chartValues.ts';
import { isTruthy } from '../helmValue.ts';

export const valuesImageTag: Rule<ChartValues> = {
  id: 'values-image-tag',
  severity: 'info',
  summary: 'The version of Weaviate or of the inference image is not pinned.',
  why: `Without \`image.tag\` the chart uses its default, ${CHART_WEAVIATE_TAG} in chart ${CHART_VERSION}, so upgrading the chart also upgrades the database. With \`latest\` each node keeps the image that it pulled first, so replicas can run different versions. The chart's default tag for the inference image, \`imagebind\`, is overwritten by each release: a new release may contain another model, whose vectors are not comparable with those already stored.`,
  fix: `Set \`image.tag\` to a version such as \`${WEAVIATE_VERSION}\`, and \`modules.multi2vec-bind.tag\` to \`${INFERENCE_TAG}\`.`,
  evidence:
    'weaviate-helm 17.8.3 values.yaml: "we strongly recommend you overwrite this value"; modules.multi2vec-bind.tag is imagebind; multi2vec-bind-inference cicd/docker_push.sh',
  *check(values) {
    yield* inferenceTagProblem(values);
    const tag = at(values.root, 'image', 'tag');
    const text = textOf(tag);
    if (!isTruthy(tag) || text === undefined) {
      // A file without an image block is probably combined with another one.
      if (at(values.root, 'image') === undefined) return;
      yield {
        place: nearestPlace(values, 'image'),
        message: 'image.tag is not set: upgrading the chart also upgrades the database',
      };
    } else if (/^(?:latest|stable|nightly|preview)$/.test(text))
      yield {
        place: nearestPlace(values, 'image', 'tag'),
        severity: 'warning',
        message: `image.tag is ${text}, which changes over time and can differ between nodes`,
      };
  },
};

function* inferenceTagProblem(values: ChartValues): Generator<Problem> {
  const bind = deployedModel(values);
  const tag = at(bind, 'tag');
  const text = textOf(tag);
  if (!bind || (isTruthy(tag) && (text === undefined || !isFloatingInferenceTag(text)))) return;
  const consequence = 'the next release replaces the image, perhaps with another model';
  yield {
    place: nearestPlace(values, ...BIND_PATH, 'tag'),
    message:
      text === undefined
        ? `modules.multi2vec-bind.tag is not set, and the default tag ${FLOATING_INFERENCE_TAG} is reused: ${consequence}`
        : `the tag ${text} is reused: ${consequence}`,
    suggestion: `set modules.multi2vec-bind.tag to ${INFERENCE_TAG}`,
  };
}
