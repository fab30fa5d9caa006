import { healthCheckOf, overIpv4 } from '../../documents/compose/healthChecks.ts';
import type { ComposeProject } from '../../documents/compose/project.ts';
import { modelsOf, weaviatesOf } from '../../documents/compose/roles.ts';
import { itemsOf, partialTextOf } from '../../documents/located.ts';
import { changeScalar } from '../../edit/setScalar.ts';
import { HOLE } from '../../formats/partialText.ts';
import type { Rule } from '../rule.ts';

const LOCALHOST = new RegExp(`://localhost\\b(?!${HOLE})|\\blocalhost:[\\d${HOLE}]`);

export const healthCheckLocalhost: Rule<ComposeProject> = {
  id: 'health-check-localhost',
  severity: 'info',
  summary: 'A health check asks localhost instead of 127.0.0.1.',
  why: 'Both servers listen on IPv4, and busybox tries only the first address of a name: where localhost is ::1 first, the check fails.',
  fix: 'Write 127.0.0.1.',
  evidence: 'weaviate and multi2vec-bind listen on 0.0.0.0; busybox wget',
  fixable: true,
  *check(project) {
    for (const service of [...modelsOf(project), ...weaviatesOf(project)]) {
      const test = healthCheckOf(service)?.test;
      const parts = test?.kind === 'list' ? itemsOf(test) : test ? [test] : [];
      for (const part of parts) {
        if (!LOCALHOST.test(partialTextOf(part) ?? '')) continue;

        yield {
          place: part.place,
          message: `the check of ${service.name} asks localhost, which may be the IPv6 address that nobody listens on`,
          changes: changeScalar(part, overIpv4),
        };
      }
    }
  },
};
