import type { Rule } from '../../rule.ts';
import { apiKeys } from '../authentication.ts';
import type { ChartValues } from '../chartValues.ts';

export const keyUsers: Rule<ChartValues> = {
  id: 'values-key-users',
  severity: 'error',
  summary: 'The numbers of API keys and users differ.',
  why: 'Each key belongs to the user at the same position, or all keys belong to a single user. Otherwise Weaviate exits at startup: `length of users and keys must match, alternatively provide single user for all keys`.',
  fix: 'Name one user per key, or a single user for all keys.',
  evidence: 'Measured with Weaviate 1.38.11: exit code 1; usecases/auth/authentication/apikey/client.go',
  *check(values) {
    const { keys, users } = apiKeys(values);
    if (!keys || !users || users.length === 1 || users.length === keys.length) return;
    yield {
      place: users.located.place,
      message: `${keys.length} API ${keys.length === 1 ? 'key' : 'keys'} and ${users.length} users: Weaviate exits at startup`,
    };
  },
};
