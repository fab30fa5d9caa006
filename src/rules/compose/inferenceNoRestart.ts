import type { ComposeProject } from '../../documents/compose/project.ts';
import { modelsOf } from '../../documents/compose/roles.ts';
import { at, isNothing, textOf } from '../../documents/located.ts';
import type { Rule } from '../rule.ts';

export const inferenceNoRestart: Rule<ComposeProject> = {
  id: 'inference-no-restart',
  severity: 'info',
  summary: 'The inference service has no restart policy.',
  why: 'After an out-of-memory kill it stays ended, while Weaviate goes on answering that it is ready; only imports and searches fail.',
  fix: 'Add `restart: unless-stopped`.',
  evidence: 'weaviate/weaviate usecases/modules/modules.go GetMeta: an unreachable module is no error',
  fixable: true,
  *check(project) {
    for (const service of modelsOf(project)) {
      const restart = at(service.map, 'restart');
      const deployed = at(service.map, 'deploy', 'restart_policy');
      if ((!isNothing(restart) && textOf(restart) !== 'no') || !isNothing(deployed)) continue;
      yield {
        place: service.key,
        message: `${service.name} is not restarted when it ends, and Weaviate stays "ready" without it`,
        changes: restart
          ? []
          : [{ op: 'set', path: [...service.map.path, 'restart'], value: 'unless-stopped' }],
      };
    }
  },
};
