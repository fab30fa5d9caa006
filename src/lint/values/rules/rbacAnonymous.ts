import { isOn } from '../../../facts/weaviateVariables.ts';
import type { Rule } from '../../rule.ts';
import { allowsAnonymousAccess, hasAuthMethod, rbacSwitch } from '../authentication.ts';
import { type ChartValues, setValue } from '../chartValues.ts';
import { variableText } from '../weaviateVariables.ts';

export const valuesRbacAnonymous: Rule<ChartValues> = {
  id: 'values-rbac-anonymous',
  severity: 'error',
  summary: 'RBAC and anonymous access are both enabled.',
  why: 'Weaviate exits at startup with `cannot enable anonymous access and rbac authorization`. The chart enables anonymous access by default, and Weaviate enables it if there is no other authentication method.',
  fix: 'Set `authentication.anonymous_access.enabled` to false, and configure API keys.',
  evidence: 'Measured with Weaviate 1.38.11: exit code 1; usecases/config/config_handler.go:369',
  fixable: true,
  *check(values) {
    const rbac = rbacSwitch(values);
    if (!rbac || !allowsAnonymousAccess(values)) return;
    const isForcedOn = isOn(variableText(values, 'AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED'));
    yield {
      place: rbac.key,
      message: 'RBAC and anonymous access are both enabled: Weaviate exits at startup',
      changes:
        isForcedOn || !hasAuthMethod(values)
          ? []
          : [setValue(values, ['authentication', 'anonymous_access', 'enabled'], false)],
    };
  },
};
