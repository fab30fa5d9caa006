import { couldEqual } from '../../../formats/partialText.ts';
import type { Rule } from '../../rule.ts';
import type { ComposeProject } from '../project.ts';
import { allModulesOf, variable, weaviatesOf } from '../roles.ts';

export const defaultVectorizer: Rule<ComposeProject> = {
  id: 'default-vectorizer',
  severity: 'error',
  summary: '`DEFAULT_VECTORIZER_MODULE` names a module that is not enabled.',
  why: 'Weaviate exits at startup: `no module with name "…" present`.',
  fix: 'Add the module to `ENABLE_MODULES`, or set the variable to `none`.',
  evidence: 'Measured with Weaviate 1.38.11; weaviate/weaviate usecases/config/config_handler.go:790',
  *check(project) {
    for (const weaviate of weaviatesOf(project)) {
      const entry = variable(weaviate, 'DEFAULT_VECTORIZER_MODULE');
      const modules = allModulesOf(weaviate);
      if (!entry || !modules) continue;
      if (['', 'none', ...modules].some((name) => couldEqual(entry.partial, name))) continue;
      yield {
        place: entry.place,
        message: `the default vectorizer ${entry.display} is not enabled (enabled: ${modules.join(', ') || 'none'}): Weaviate exits at startup`,
      };
    }
  },
};
