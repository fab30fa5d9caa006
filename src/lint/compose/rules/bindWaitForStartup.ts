import type { Rule } from '../../rule.ts';
import type { ComposeProject } from '../project.ts';

export const bindWaitForStartup: Rule<ComposeProject> = {
  id: 'bind-wait-for-startup',
  severity: 'warning',
  summary: 'Weaviate has no variable `BIND_WAIT_FOR_STARTUP`.',
  why: 'Eight other modules have such a variable. multi2vec-bind always waits for its inference server, in every version, for up to 120 s; after that, Weaviate exits.',
  fix: 'Remove it, and start Weaviate once the inference service is healthy (`depends_on` with `condition: service_healthy`).',
  evidence:
    'weaviate/weaviate: no *_WAIT_FOR_STARTUP variable belongs to bind; feature request weaviate#6048',
  fixable: true,
  *check({ services }) {
    for (const { environment } of services) {
      const entry = environment.entries.get('BIND_WAIT_FOR_STARTUP');
      if (!entry) continue;
      const message = 'BIND_WAIT_FOR_STARTUP does not exist: multi2vec-bind always waits, for up to 120 s';
      const changes = entry.form === 'file' ? [] : [{ op: 'remove', path: entry.located.path } as const];
      yield { place: entry.place, message, changes };
    }
  },
};
