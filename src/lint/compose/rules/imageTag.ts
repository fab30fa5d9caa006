import {
  FLOATING_INFERENCE_TAG,
  INFERENCE_TAG,
  isFloatingInferenceTag,
  WEAVIATE_VERSION,
} from '../../../facts/versions.ts';
import { at } from '../../../yaml/located.ts';
import type { Problem, Rule } from '../../rule.ts';
import type { ComposeProject } from '../project.ts';
import { imageBindServicesOf, weaviatesOf } from '../roles.ts';

const OFFICIAL = /^(?:cr\.weaviate\.io\/|docker\.io\/)?semitechnologies\//;

export const imageTag: Rule<ComposeProject> = {
  id: 'image-tag',
  severity: 'info',
  summary: 'An image has no tag, or a tag that each release reuses.',
  why: "The version then depends on the day of the pull, so Weaviate may be upgraded unintentionally. multi2vec-bind has no tag `latest` at all. `imagebind`, the tag in Weaviate's documentation, is overwritten by each release: a new release may contain another model, whose vectors do not match the stored ones.",
  fix: `Pin a version: \`weaviate:${WEAVIATE_VERSION}\`, \`multi2vec-bind:${INFERENCE_TAG}\`.`,
  evidence:
    'multi2vec-bind-inference cicd/docker_push.sh: tags imagebind, imagebind-latest, imagebind-VERSION',
  *check(project) {
    for (const service of weaviatesOf(project)) {
      const { image } = service;
      const place = at(service.map, 'image')?.place;
      if (!image || !place || image.digest !== undefined) continue;
      if (image.tag !== undefined && image.tag !== 'latest') continue;
      yield {
        place,
        message: `${image.tag === undefined ? 'no tag means latest, which' : 'latest'} is a different version after every release`,
      };
    }
    for (const service of imageBindServicesOf(project)) {
      const { image } = service;
      const place = at(service.map, 'image')?.place;
      if (!image || !place || image.digest !== undefined) continue;
      if (image.tag !== undefined && isFloatingInferenceTag(image.tag))
        yield {
          place,
          message: `the tag ${image.tag} is reused: the next release replaces the image, perhaps with another model`,
          suggestion: `pin it: multi2vec-bind:${INFERENCE_TAG}`,
        };
      else if (OFFICIAL.test(image.name)) yield* missingTagProblems(image.tag, place);
    }
  },
};

function* missingTagProblems(tag: string | undefined, place: Problem['place']): Generator<Problem> {
  if (tag !== undefined && tag !== 'latest') return;
  const message = `multi2vec-bind has no tag ${tag ?? 'latest, which is the default'}; the documented tag is ${FLOATING_INFERENCE_TAG}`;
  yield {
    place,
    severity: 'warning',
    message,
    suggestion: `use multi2vec-bind:${INFERENCE_TAG}`,
  };
}
