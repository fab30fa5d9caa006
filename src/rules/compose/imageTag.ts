import type { ComposeProject } from '../../documents/compose/project.ts';
import { modelsOf, weaviatesOf } from '../../documents/compose/roles.ts';
import { at } from '../../documents/located.ts';
import { INFERENCE_TAG } from '../../stack/versions.ts';
import type { Problem, Rule } from '../rule.ts';

const OFFICIAL = /^(?:cr\.weaviate\.io\/|docker\.io\/)?semitechnologies\//;

export const imageTag: Rule<ComposeProject> = {
  id: 'image-tag',
  severity: 'info',
  summary: 'An image has no tag, or one that floats.',
  why: 'What runs then depends on the day of the pull: an upgrade of Weaviate is no decision any more. Of multi2vec-bind there is no `latest` at all; `imagebind` is the documented tag, and floats.',
  fix: 'Name a version: `weaviate:1.38.11`, `multi2vec-bind:imagebind-1.0.2`.',
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
        message: `${image.tag === undefined ? 'no tag means latest, which' : 'latest'} is another version with every release`,
      };
    }
    for (const service of modelsOf(project)) {
      const { image } = service;
      const place = at(service.map, 'image')?.place;
      if (!image || !place || image.digest !== undefined) continue;
      if (image.tag === INFERENCE_TAG)
        yield { place, message: 'the tag imagebind floats: with each release it is another image' };
      else if (OFFICIAL.test(image.name)) yield* absent(image.tag, place);
    }
  },
};

function* absent(tag: string | undefined, place: Problem['place']): Generator<Problem> {
  if (tag !== undefined && tag !== 'latest') return;
  const message = `multi2vec-bind has no tag ${tag ?? 'latest (which no tag means)'}: the documented one is imagebind`;
  yield {
    place,
    severity: 'warning',
    message,
    suggestion: 'use multi2vec-bind:imagebind, or imagebind-1.0.2',
  };
}
