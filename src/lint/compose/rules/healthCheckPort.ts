import { changeScalar } from '../../../yaml/change.ts';
import { itemsOf, textOf } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import { healthCheckOf } from '../healthCheck.ts';
import { portsOf } from '../ports.ts';
import type { ComposeProject } from '../project.ts';
import { imageBindServicesOf, weaviatesOf } from '../roles.ts';

/** A URL on the container itself, up to its port and path. */
const OWN_URL =
  /\b(https?):\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\])(?::(\d+))?(?=\/\S*well-known\/(?:ready|live))/;

export const healthCheckPort: Rule<ComposeProject> = {
  id: 'health-check-port',
  severity: 'error',
  summary: 'A health check uses a port that the service does not listen on.',
  why: 'The check runs inside the container, where the port in the command counts, not a published one. It can never succeed: the service stays unhealthy, and everything that waits for it fails.',
  fix: 'Use the port of `--port`, or 8080 if the command does not set one.',
  evidence: 'Measured with Weaviate 1.39.3 on --port 8001: wget on 8080 "Connection refused"',
  fixable: true,
  partOfAdd: true,
  *check(project) {
    for (const service of [...imageBindServicesOf(project), ...weaviatesOf(project)]) {
      const { rest } = portsOf(service);
      const test = healthCheckOf(service)?.test;
      if (rest === undefined || !test || service.map.entries.has('build')) continue;
      for (const part of test.kind === 'list' ? itemsOf(test) : [test]) {
        const text = textOf(part) ?? '';
        const found = OWN_URL.exec(text);
        if (!found) continue;
        const [url, scheme, port = scheme === 'https' ? '443' : '80'] = found;
        if (Number(port) === rest) continue;
        const right = `${url.replace(/:\d+$/, '')}:${rest}`;
        yield {
          place: part.place,
          message: `the health check of ${service.name} uses port ${port}, but the service listens on ${rest}`,
          changes: changeScalar(part, (written) => written.replace(url, right)),
        };
      }
    }
  },
};
