import { BIND_MODULE } from '../../../facts/weaviateModules.ts';
import { looksLikeBind } from '../../moduleNames.ts';
import type { Rule } from '../../rule.ts';
import { enableModule } from '../composeVariable.ts';
import type { ComposeProject } from '../project.ts';
import { allModulesOf, imageBindServicesOf, variable, weaviatesOf } from '../roles.ts';

export const moduleNotEnabled: Rule<ComposeProject> = {
  id: 'module-not-enabled',
  severity: 'error',
  summary: 'There is a multi2vec-bind service, but no Weaviate service enables the module.',
  why: 'Weaviate loads only the modules in `ENABLE_MODULES`. Collections that use another module are rejected with `no module with name "multi2vec-bind" present`.',
  fix: 'Add multi2vec-bind to `ENABLE_MODULES` of the Weaviate service.',
  evidence:
    'weaviate/weaviate adapters/handlers/rest/configure_api.go, registerModules; weaviate-examples#58',
  fixable: true,
  *check(project) {
    const weaviates = weaviatesOf(project);
    if (imageBindServicesOf(project).length === 0 || weaviates.length === 0) return;
    const modules = weaviates.map(allModulesOf);
    if (
      modules.some(
        (names) => names === undefined || names.some((name) => name === BIND_MODULE || looksLikeBind(name)),
      )
    )
      return;
    const [weaviate] = weaviates;
    if (!weaviate) return;
    yield {
      place: variable(weaviate, 'ENABLE_MODULES')?.place ?? weaviate.key,
      message: `${weaviate.name} does not enable multi2vec-bind, so nothing uses the inference service`,
      changes: weaviates.length > 1 ? [] : enableModule(weaviate, BIND_MODULE),
    };
  },
};
