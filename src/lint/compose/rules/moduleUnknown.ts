import { looksLikeBind, moduleProblem } from '../../moduleNames.ts';
import type { Rule } from '../../rule.ts';
import type { ComposeProject } from '../project.ts';
import { knownModulesOf, variable, weaviatesOf, weaviateVersionOf } from '../roles.ts';

export const moduleUnknown: Rule<ComposeProject> = {
  id: 'module-unknown',
  severity: 'warning',
  summary: '`ENABLE_MODULES` names a module that this version of Weaviate does not have.',
  why: 'Weaviate silently ignores modules that it does not know. Collections and queries that use the module are rejected later.',
  fix: 'Correct the name, or use a version of Weaviate that has the module.',
  evidence:
    'Measured with Weaviate 1.38.14: ENABLE_MODULES=bogus-module is ready after 3 s, no message; names from adapters/handlers/rest/configure_api.go of v1.21.0 to v1.39.5',
  *check(project) {
    for (const weaviate of weaviatesOf(project)) {
      const entry = variable(weaviate, 'ENABLE_MODULES');
      if (!entry) continue;
      for (const name of new Set(knownModulesOf(weaviate))) {
        const problem = looksLikeBind(name) ? undefined : moduleProblem(name, weaviateVersionOf(weaviate));
        if (problem) yield { place: entry.place, ...problem };
      }
    }
  },
};
