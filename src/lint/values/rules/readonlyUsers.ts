import { at, entryAt } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import type { ChartValues } from '../chartValues.ts';

export const readonlyUsers: Rule<ChartValues> = {
  id: 'values-readonly-users',
  severity: 'error',
  summary: 'The key is `read_only_users`, not `readonly_users`.',
  why: 'Weaviate ignores the misspelled key, and the users in it have no permissions at all: 403. The Weaviate documentation has the wrong spelling, the chart the right one.',
  fix: 'Rename the key to `read_only_users`.',
  evidence:
    'weaviate usecases/auth/authorization/adminlist/config.go:21; docs k8s-installation.md has readonly_users',
  fixable: true,
  *check({ root }) {
    const list = at(root, 'authorization', 'admin_list');
    for (const name of ['readonly_users', 'readOnlyUsers', 'readonlyUsers']) {
      const entry = entryAt(list, name);
      if (!entry) continue;
      yield {
        place: entry.key,
        message: `Weaviate does not know admin_list.${name}: the users in it have no permissions`,
        changes: entryAt(list, 'read_only_users')
          ? []
          : [{ op: 'rename', path: entry.value.path, to: 'read_only_users' }],
      };
    }
  },
};
