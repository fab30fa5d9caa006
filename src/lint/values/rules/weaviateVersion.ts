import { MINIMUM_VERSIONS } from '../../../facts/minimumVersions.ts';
import { hasReached, versionInTag } from '../../../formats/versionNumber.ts';
import { at, textOf } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import { usesBindModule } from '../bindModule.ts';
import type { ChartValues } from '../chartValues.ts';

export const weaviateVersion: Rule<ChartValues> = {
  id: 'values-weaviate-version',
  severity: 'warning',
  summary: 'The Weaviate version is too old.',
  why: 'multi2vec-bind was added in 1.21.0. weaviate-client 3.9 and the Python client 4.23 require 1.27.0 or newer, and chart 17 requires 1.25.0 or newer.',
  fix: 'Use a maintained version.',
  evidence: 'Weaviate release notes; typescript-client src/utils/dbVersion.ts; chart 17.0.0 (Raft)',
  *check(values) {
    const tag = at(values.root, 'image', 'tag');
    const version = versionInTag(textOf(tag) ?? '');
    if (!tag || version === undefined) return;
    if (usesBindModule(values) && !hasReached(version, MINIMUM_VERSIONS.bindModule))
      yield {
        place: tag.place,
        severity: 'error',
        message: `Weaviate ${version} has no module multi2vec-bind, which was added in 1.21.0`,
      };
    else if (!hasReached(version, MINIMUM_VERSIONS.currentClients))
      yield {
        place: tag.place,
        message: `Weaviate ${version} is older than 1.27.0, the oldest version that current clients support`,
      };
  },
};
