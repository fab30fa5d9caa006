import { MINIMUM_VERSIONS } from '../../../facts/minimumVersions.ts';
import { isOn } from '../../../facts/weaviateVariables.ts';
import { hasReached } from '../../../formats/versionNumber.ts';
import type { Rule } from '../../rule.ts';
import type { ComposeProject } from '../project.ts';
import { variable, weaviatesWithBind, weaviateVersionOf } from '../roles.ts';

export const validateBaseUrl: Rule<ComposeProject> = {
  id: 'validate-base-url',
  severity: 'error',
  summary: '`MODULES_VALIDATE_BASE_URL` blocks the inference service.',
  why: 'It makes every module reject private addresses, such as that of the inference service: `refusing to dial internal address`. Weaviate never becomes ready.',
  fix: 'Remove `MODULES_VALIDATE_BASE_URL`.',
  evidence:
    'Measured with Weaviate 1.38.11: never ready; weaviate/weaviate usecases/modulecomponents/base_client.go:29',
  fixable: true,
  partOfAdd: true,
  *check(project) {
    for (const weaviate of weaviatesWithBind(project)) {
      const entry = variable(weaviate, 'MODULES_VALIDATE_BASE_URL');
      const version = weaviateVersionOf(weaviate);
      if (!entry || !isOn(entry.value)) continue;
      if (version !== undefined && !hasReached(version, MINIMUM_VERSIONS.baseUrlGuardsConnections)) continue;
      yield {
        place: entry.place,
        message: 'MODULES_VALIDATE_BASE_URL makes Weaviate reject the address of the inference service',
        changes: entry.form === 'file' ? [] : [{ op: 'remove', path: entry.located.path }],
      };
    }
  },
};
