import type { Rule } from '../../rule.ts';
import { apiKeys } from '../authentication.ts';
import type { ChartValues } from '../chartValues.ts';

export const keyUsers: Rule<ChartValues> = {
  id: 'values-key-users',
  severity: 'error',
  summary: 'The number of API keys is not that of their users.',
  why: 'Each key has the user at its place in the list, or all have one. Otherwise Weaviate ends at once: `length of users and keys must match, alternatively provide single user for all keys`.',
  fix: 'Name one user for each key, or a single one.',
  evidence: 'measured with Weaviate 1.38.11: exit 1; usecases/auth/authentication/apikey/client.go',
  *check(values) {
    const { keys, users } = apiKeys(values);
    if (!keys || !users || users.length === 1 || users.length === keys.length) return;
    yield {
      place: users.located.place,
      message: `${keys.length} API ${keys.length === 1 ? 'key' : 'keys'} and ${users.length} users: Weaviate ends at once`,
    };
  },
};
