import { at, entryAt } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import type { ComposeProject } from '../project.ts';
import { deviceRequests } from '../resources.ts';

export const deviceRequest: Rule<ComposeProject> = {
  id: 'device-request',
  severity: 'error',
  summary: 'A device reservation has both `count` and `device_ids`.',
  why: 'Compose rejects the project: `"count" and "device_ids" attributes are exclusive`.',
  fix: 'Keep only one of them.',
  evidence: 'Measured with Docker Compose 2.26.1',
  *check({ services }) {
    for (const service of services) {
      for (const device of deviceRequests(service)) {
        const ids = entryAt(device, 'device_ids');
        if (!ids || at(device, 'count') === undefined) continue;
        yield { place: ids.key, message: 'count and device_ids cannot be combined' };
      }
    }
  },
};
