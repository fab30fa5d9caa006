import type { Rule } from '../../rule.ts';
import type { ComposeProject } from '../project.ts';

export const bindWaitForStartup: Rule<ComposeProject> = {
  id: 'bind-wait-for-startup',
  severity: 'warning',
  summary: '`BIND_WAIT_FOR_STARTUP` does not exist.',
  why: 'Eight other modules have a variable of this kind; multi2vec-bind waits for its inference server in every version, 120 s at most, and ends Weaviate after that.',
  fix: 'Remove it, and let Weaviate start when the inference service is healthy (`depends_on` with `condition: service_healthy`).',
  evidence:
    'weaviate/weaviate: of the *_WAIT_FOR_STARTUP variables none is of bind; feature request weaviate#6048',
  fixable: true,
  *check({ services }) {
    for (const { environment } of services) {
      const entry = environment.entries.get('BIND_WAIT_FOR_STARTUP');
      if (!entry) continue;
      const message = 'BIND_WAIT_FOR_STARTUP does not exist: multi2vec-bind always waits, for 120 s at most';
      const changes = entry.form === 'file' ? [] : [{ op: 'remove', path: entry.located.path } as const];
      yield { place: entry.place, message, changes };
    }
  },
};
