import { MINIMUM_VERSIONS } from '../../../facts/minimumVersions.ts';
import { hasReached, versionInTag } from '../../../formats/versionNumber.ts';
import { at, textOf } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import { usesBindModule } from '../bindModule.ts';
import type { ChartValues } from '../chartValues.ts';

export const weaviateVersion: Rule<ChartValues> = {
  id: 'values-weaviate-version',
  severity: 'warning',
  summary: 'A version of Weaviate that is too old.',
  why: 'The module multi2vec-bind came with 1.21.0. weaviate-client 3.9 and the Python client 4.23 refuse servers before 1.27.0, and chart 17 works from 1.25.0 on.',
  fix: 'Take a version that is maintained.',
  evidence: 'weaviate release notes; typescript-client src/utils/dbVersion.ts; chart 17.0.0 (Raft)',
  *check(values) {
    const tag = at(values.root, 'image', 'tag');
    const version = versionInTag(textOf(tag) ?? '');
    if (!tag || version === undefined) return;
    if (usesBindModule(values) && !hasReached(version, MINIMUM_VERSIONS.bindModule))
      yield {
        place: tag.place,
        severity: 'error',
        message: `Weaviate ${version} has no module multi2vec-bind, which came with 1.21.0`,
      };
    else if (!hasReached(version, MINIMUM_VERSIONS.currentClients))
      yield {
        place: tag.place,
        message: `Weaviate ${version} is older than 1.27.0, the oldest that current clients talk to`,
      };
  },
};
