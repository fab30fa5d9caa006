import { isOn } from '../../../facts/weaviateVariables.ts';
import type { Rule } from '../../rule.ts';
import { allowsAnonymousAccess, hasAuthMethod, rbacSwitch } from '../authentication.ts';
import type { ChartValues } from '../chartValues.ts';
import { setValue } from '../chartValues.ts';
import { variableText } from '../weaviateVariables.ts';

export const rbacAnonymous: Rule<ChartValues> = {
  id: 'values-rbac-anonymous',
  severity: 'error',
  summary: 'RBAC is on together with anonymous access.',
  why: 'Weaviate ends at once with `cannot enable anonymous access and rbac authorization`. In the chart anonymous access is on unless the values switch it off, and Weaviate switches it on where there is no other way to sign in.',
  fix: 'Set authentication.anonymous_access.enabled to false, and give keys.',
  evidence: 'measured with Weaviate 1.38.11: exit 1; usecases/config/config_handler.go:369',
  fixable: true,
  *check(values) {
    const rbac = rbacSwitch(values);
    if (!rbac || !allowsAnonymousAccess(values)) return;
    const forced = isOn(variableText(values, 'AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED'));
    yield {
      place: rbac.key,
      message: 'RBAC is on and anonymous access is too: Weaviate ends at once',
      changes:
        forced || !hasAuthMethod(values)
          ? []
          : [setValue(values, ['authentication', 'anonymous_access', 'enabled'], false)],
    };
  },
};
