import { MINIMUM_VERSIONS } from '../../../facts/minimumVersions.ts';
import { hasReached } from '../../../formats/versionNumber.ts';
import { at } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import type { ComposeProject } from '../project.ts';
import { weaviatesWithBind, weaviateVersionOf } from '../roles.ts';

export const weaviateVersionOld: Rule<ComposeProject> = {
  id: 'weaviate-version-old',
  severity: 'error',
  summary: 'This version of Weaviate is too old.',
  why: 'multi2vec-bind was added in 1.21.0. The current clients reject servers older than 1.27.0.',
  fix: 'Use a supported version.',
  evidence: 'weaviate/weaviate tags v1.21.0; weaviate-client 3.9 and Python 4.23: minimum 1.27.0',
  *check(project) {
    for (const weaviate of weaviatesWithBind(project)) {
      const version = weaviateVersionOf(weaviate);
      const image = at(weaviate.map, 'image');
      if (version === undefined || !image || hasReached(version, MINIMUM_VERSIONS.currentClients)) continue;
      const without = !hasReached(version, MINIMUM_VERSIONS.bindModule);
      yield {
        place: image.place,
        severity: without ? 'error' : 'info',
        message: without
          ? `Weaviate ${version} does not have the module multi2vec-bind, which was added in 1.21.0`
          : `Weaviate ${version} is older than 1.27.0, the oldest version that current clients support`,
      };
    }
  },
};
