import { isOn } from '../../../facts/weaviateVariables.ts';
import type { Rule } from '../../rule.ts';
import { setVariable } from '../composeVariable.ts';
import type { ComposeProject } from '../project.ts';
import { variable, weaviatesOf } from '../roles.ts';

export const limitResources: Rule<ComposeProject> = {
  id: 'limit-resources',
  severity: 'warning',
  summary: '`LIMIT_RESOURCES` has a value that is not read as true.',
  why: 'Every other switch of Weaviate takes `1`, `on` and `True`; this one takes exactly `true`, and stays off without a word.',
  fix: 'Write `LIMIT_RESOURCES: "true"`.',
  evidence: 'weaviate/weaviate adapters/handlers/rest/configure_api.go:2652',
  fixable: true,
  *check(project) {
    for (const weaviate of weaviatesOf(project)) {
      const entry = variable(weaviate, 'LIMIT_RESOURCES');
      if (!entry || !isOn(entry.value) || entry.value === 'true') continue;
      yield {
        place: entry.place,
        message: `LIMIT_RESOURCES "${entry.value}" does nothing: only "true" switches it on`,
        changes: setVariable(weaviate, 'LIMIT_RESOURCES', 'true'),
      };
    }
  },
};
