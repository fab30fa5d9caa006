import { at, itemsOf, textOf } from '../../../yaml/located.ts';
import type { Problem, Rule } from '../../rule.ts';
import type { ChartValues } from '../chartValues.ts';
import { variableEntry, variableText } from '../weaviateVariables.ts';

/** Lists that Weaviate splits at commas without trimming the items. */
const LISTS = [
  'AUTHENTICATION_APIKEY_ALLOWED_KEYS',
  'AUTHENTICATION_APIKEY_USERS',
  'AUTHORIZATION_RBAC_ROOT_USERS',
  'AUTHORIZATION_ADMIN_USERS',
];

export const keyBlanks: Rule<ChartValues> = {
  id: 'values-key-blanks',
  severity: 'error',
  summary: 'A list of keys or users has a space next to a comma.',
  why: 'Weaviate splits at the comma and does not trim: the second key of `k1, k2` is ` k2` with the space, and k2 gets 401.',
  fix: 'Remove the spaces.',
  evidence: 'Measured with Weaviate 1.38.11: 401 `invalid api key`; usecases/config/environment.go:387',
  fixable: true,
  *check(values) {
    for (const name of LISTS) {
      const entry = variableEntry(values, name);
      const parts = variableText(values, name)?.split(',') ?? [];
      if (!entry || parts.every((part) => part === part.trim())) continue;
      yield {
        place: entry.value.place,
        message: `env.${name} has spaces around its commas, which become part of the keys or users`,
        changes: [{ op: 'set', path: entry.value.path, value: parts.map((part) => part.trim()).join(',') }],
      };
    }
    yield* listItemProblems(values);
  },
};

/** In conf.yaml each key is a list item, and Weaviate does not trim it either. */
function* listItemProblems({ root }: ChartValues): Generator<Problem> {
  for (const key of ['allowed_keys', 'users'])
    for (const item of itemsOf(at(root, 'authentication', 'apikey', key))) {
      const text = textOf(item) ?? '';
      if (text === text.trim()) continue;
      yield {
        place: item.place,
        message: `an item of authentication.apikey.${key} begins or ends with a space, which becomes part of it`,
        changes: [{ op: 'set', path: item.path, value: text.trim() }],
      };
    }
}
