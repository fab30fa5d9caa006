import { ANONYMOUS_VARIABLE, isOn, OPEN_ID_VARIABLE } from '../facts/weaviateVariables.ts';
import type { StackConfig } from '../options/table.ts';

/** Ways to sign in that have no option of their own: `--env` switches them on. */
const OTHER_METHODS = [OPEN_ID_VARIABLE, 'AUTHENTICATION_DB_USERS_ENABLED'];

type Auth = Pick<StackConfig['weaviate'], 'auth' | 'env'>;

/** Whether `--env` switches on a way to sign in other than the API key. */
export function hasOtherSignIn({ env }: Pick<Auth, 'env'>): boolean {
  return OTHER_METHODS.some((name) => isOn(env[name]));
}

/** Whether requests without credentials are allowed. */
export function allowsAnonymous({ weaviate: { auth, env } }: { readonly weaviate: Auth }): boolean {
  return auth === 'anonymous' && (env[ANONYMOUS_VARIABLE] === undefined || isOn(env[ANONYMOUS_VARIABLE]));
}
