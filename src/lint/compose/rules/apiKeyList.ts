import { isOn } from '../../../facts/weaviateVariables.ts';
import { isFullyKnown, type PartialText } from '../../../formats/partialText.ts';
import type { Rule } from '../../rule.ts';
import { changeVariable } from '../composeVariable.ts';
import type { ComposeProject } from '../project.ts';
import { variable, weaviatesOf } from '../roles.ts';

const LISTS = [
  'AUTHENTICATION_APIKEY_ALLOWED_KEYS',
  'AUTHENTICATION_APIKEY_USERS',
  'AUTHORIZATION_RBAC_ROOT_USERS',
] as const;

/** The list without spaces around its commas. */
function trimmed(list: PartialText): PartialText {
  return list
    .split(',')
    .map((part) => part.trim())
    .join(',');
}

function atLeast(list: PartialText): string {
  return isFullyKnown(list) ? '' : 'at least ';
}

/** Whether Weaviate is certain to reject the lists: several users, but not one per key. A variable may hold several. */
function cannotMatch(keys: PartialText, users: PartialText): boolean {
  const [keyCount, userCount] = [keys.split(',').length, users.split(',').length];
  if (userCount === 1) return false;
  if (isFullyKnown(keys) && isFullyKnown(users)) return keyCount !== userCount;
  return isFullyKnown(keys) ? userCount > keyCount : isFullyKnown(users) && keyCount > userCount;
}

export const apiKeyList: Rule<ComposeProject> = {
  id: 'api-key-list',
  severity: 'error',
  summary: 'A list of API keys or users contains spaces, or the two lists do not match.',
  why: 'Weaviate splits the lists at commas and does not trim the entries: in `k1, k2` the second key starts with a space, and `k2` is rejected. Weaviate starts only with a single user, or with one user per key; otherwise it exits: `length of users and keys must match`.',
  fix: 'Write the lists without spaces, with one user per key (or one user for all keys).',
  evidence: 'Measured with Weaviate 1.38.11; weaviate/weaviate usecases/config/environment.go:387',
  fixable: true,
  *check(project) {
    for (const weaviate of weaviatesOf(project)) {
      for (const name of LISTS) {
        const entry = variable(weaviate, name);
        if (!entry || !/\s/.test(entry.partial)) continue;
        // The message must not contain a key.
        yield {
          place: entry.place,
          message: `${name} has spaces around its commas, which become part of the entries`,
          changes: /[^\s,]\s+[^\s,]/.test(entry.partial) ? [] : changeVariable(weaviate, name, trimmed),
        };
      }
      const keys = variable(weaviate, 'AUTHENTICATION_APIKEY_ALLOWED_KEYS');
      const users = variable(weaviate, 'AUTHENTICATION_APIKEY_USERS');
      if (!isOn(variable(weaviate, 'AUTHENTICATION_APIKEY_ENABLED')?.value)) continue;
      if (!keys || !users) continue;
      const [keyCount, userCount] = [keys, users].map(({ partial }) => partial.split(',').length) as [
        number,
        number,
      ];
      if (!cannotMatch(keys.partial, users.partial)) continue;
      yield {
        place: users.place,
        message: `${atLeast(users.partial)}${userCount} users for ${atLeast(keys.partial)}${keyCount} ${keyCount === 1 ? 'key' : 'keys'}: Weaviate exits at startup unless there is one user, or one per key`,
      };
    }
  },
};
