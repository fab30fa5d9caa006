import type { Rule } from '../../rule.ts';
import { adminListSwitch, rbacSwitch } from '../authentication.ts';
import type { ChartValues } from '../chartValues.ts';

export const rbacAdminList: Rule<ChartValues> = {
  id: 'values-rbac-admin-list',
  severity: 'error',
  summary: 'RBAC and the admin list are both enabled.',
  why: 'Weaviate does not accept both and exits at startup.',
  fix: 'Keep one of the two; the administrators of RBAC are its root users.',
  evidence: 'Measured with Weaviate 1.38.11: exit code 1, cannot enable adminlist and rbac at the same time',
  *check(values) {
    const list = adminListSwitch(values);
    if (!rbacSwitch(values) || !list) return;
    yield { place: list.key, message: 'admin_list and RBAC are both enabled: Weaviate exits at startup' };
  },
};
