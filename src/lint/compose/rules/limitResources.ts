import { isOn } from '../../../facts/weaviateVariables.ts';
import type { Rule } from '../../rule.ts';
import { setVariable } from '../composeVariable.ts';
import type { ComposeProject } from '../project.ts';
import { variable, weaviatesOf } from '../roles.ts';

export const limitResources: Rule<ComposeProject> = {
  id: 'limit-resources',
  severity: 'warning',
  summary: '`LIMIT_RESOURCES` has a value that Weaviate does not read as true.',
  why: 'Every other switch of Weaviate accepts `1`, `on` and `True`. This one accepts only `true`, and silently stays off otherwise.',
  fix: 'Set `LIMIT_RESOURCES: "true"`.',
  evidence: 'weaviate/weaviate adapters/handlers/rest/configure_api.go:2652',
  fixable: true,
  *check(project) {
    for (const weaviate of weaviatesOf(project)) {
      const entry = variable(weaviate, 'LIMIT_RESOURCES');
      if (!entry || !isOn(entry.value) || entry.value === 'true') continue;
      yield {
        place: entry.place,
        message: `LIMIT_RESOURCES "${entry.value}" has no effect: only "true" enables it`,
        changes: setVariable(weaviate, 'LIMIT_RESOURCES', 'true'),
      };
    }
  },
};
