import { at } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import type { ComposeProject } from '../project.ts';
import { imageBindServicesOf } from '../roles.ts';
import { isRestarted } from '../swarm.ts';

export const inferenceNoRestart: Rule<ComposeProject> = {
  id: 'inference-no-restart',
  severity: 'info',
  summary: 'The inference service has no restart policy.',
  why: 'After an out-of-memory kill it stays down, while Weaviate keeps reporting that it is ready; only imports and searches fail.',
  fix: 'Add `restart: unless-stopped`.',
  evidence: 'weaviate/weaviate usecases/modules/modules.go GetMeta: an unreachable module is not an error',
  fixable: true,
  *check(project) {
    for (const service of imageBindServicesOf(project)) {
      if (isRestarted(project, service) !== false) continue;
      const isWritten =
        at(service.map, 'restart') !== undefined || at(service.map, 'deploy', 'restart_policy') !== undefined;
      yield {
        place: service.key,
        message: `${service.name} is not restarted when it exits, and Weaviate stays "ready" without it`,
        changes: isWritten
          ? []
          : [{ op: 'set', path: [...service.map.path, 'restart'], value: 'unless-stopped' }],
      };
    }
  },
};
