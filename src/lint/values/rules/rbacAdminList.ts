import type { Rule } from '../../rule.ts';
import { adminListSwitch, rbacSwitch } from '../authentication.ts';
import type { ChartValues } from '../chartValues.ts';

export const rbacAdminList: Rule<ChartValues> = {
  id: 'values-rbac-admin-list',
  severity: 'error',
  summary: 'RBAC is on together with the list of administrators.',
  why: 'Weaviate refuses the two together and ends at once.',
  fix: 'Keep one of the two; administrators of RBAC are its root users.',
  evidence: 'measured with Weaviate 1.38.11: exit 1, cannot enable adminlist and rbac at the same time',
  *check(values) {
    const list = adminListSwitch(values);
    if (!rbacSwitch(values) || !list) return;
    yield { place: list.key, message: 'admin_list and RBAC are both on: Weaviate ends at once' };
  },
};
