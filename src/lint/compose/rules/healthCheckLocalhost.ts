import { UNKNOWN_PART } from '../../../formats/partialText.ts';
import { changeScalar } from '../../../yaml/change.ts';
import { itemsOf, partialTextOf } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import { healthCheckOf, withIpv4Loopback } from '../healthCheck.ts';
import type { ComposeProject } from '../project.ts';
import { imageBindServicesOf, isWeaviate, weaviatesOf } from '../roles.ts';

const LOCALHOST = new RegExp(`://localhost\\b(?!${UNKNOWN_PART})|\\blocalhost:[\\d${UNKNOWN_PART}]`);

export const healthCheckLocalhost: Rule<ComposeProject> = {
  id: 'health-check-localhost',
  severity: 'warning',
  summary: 'A health check uses localhost instead of 127.0.0.1.',
  why: 'Both servers listen on IPv4. The wget in the Alpine image of Weaviate tries only the first address of a name, and in containers of newer Docker engines that is ::1: the check always fails, and so does `docker compose up --wait`. The wget in multi2vec-bind tries both addresses, so there the finding is only an info.',
  fix: 'Use 127.0.0.1.',
  evidence:
    'Weaviate and multi2vec-bind listen on 0.0.0.0; busybox wget in containers of Alpine: strausmann/mcp-dockhand#92, dsgnr/portchecker.io#362, wallabag/docker#407 (first reports in March 2024, when Docker 26 came)',
  fixable: true,
  *check(project) {
    for (const service of [...imageBindServicesOf(project), ...weaviatesOf(project)]) {
      const test = healthCheckOf(service)?.test;
      const parts = test?.kind === 'list' ? itemsOf(test) : test ? [test] : [];
      for (const part of parts) {
        if (!LOCALHOST.test(partialTextOf(part) ?? '')) continue;
        yield {
          place: part.place,
          ...(!isWeaviate(service) && { severity: 'info' }),
          message: `the health check of ${service.name} uses localhost, which may resolve to ::1, where nothing listens`,
          changes: changeScalar(part, withIpv4Loopback),
        };
      }
    }
  },
};
