import { isOn } from '../../../facts/weaviateVariables.ts';
import type { Rule } from '../../rule.ts';
import { setVariable } from '../composeVariable.ts';
import type { ComposeProject } from '../project.ts';
import { variable, weaviatesOf } from '../roles.ts';

export const rbacAnonymous: Rule<ComposeProject> = {
  id: 'rbac-anonymous',
  severity: 'error',
  summary: 'Role-based access control (RBAC) and anonymous access are both enabled.',
  why: 'Weaviate exits at startup: `cannot enable anonymous access and rbac authorization`.',
  fix: 'Set `AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED: "false"`.',
  evidence: 'Measured with Weaviate 1.38.11; weaviate/weaviate usecases/config/config_handler.go:369',
  fixable: true,
  *check(project) {
    for (const weaviate of weaviatesOf(project)) {
      const rbac = ['AUTHORIZATION_RBAC_ENABLED', 'AUTHORIZATION_ENABLE_RBAC'].find((name) =>
        isOn(variable(weaviate, name)?.value),
      );
      const entry = variable(weaviate, 'AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED');
      if (rbac === undefined || !entry || !isOn(entry.value)) continue;
      yield {
        place: entry.place,
        message: `anonymous access and ${rbac} cannot be combined: Weaviate exits at startup`,
        changes: setVariable(weaviate, 'AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED', 'false'),
      };
    }
  },
};
