import type { Rule } from '../../rule.ts';
import type { ChartValues } from '../chartValues.ts';
import { type NamedServer, namedServers } from '../serverNames.ts';

export const sameName: Rule<ChartValues> = {
  id: 'values-same-name',
  severity: 'error',
  summary: 'Two servers of one release have the same name.',
  why: 'The chart names the Deployment and the Service of a module after its fullnameOverride. With one name for two, the release has each object twice: only one of them can exist, and Weaviate asks one server for the vectors of both modules.',
  fix: 'Give each module a fullnameOverride of its own, or leave the key out.',
  evidence:
    'measured with helm template 4.1.4 and 3.18.0, chart 17.8.3: two Deployments and two Services with one name; by default all names differ',
  *check(values) {
    const first = new Map<string, NamedServer>();
    for (const server of namedServers(values)) {
      const other = first.get(server.name);
      if (!other) first.set(server.name, server);
      else
        yield {
          place: server.place,
          message: `${server.owner} is named ${server.name}, as ${other.owner} is: only one of the two can exist`,
        };
    }
  },
};
