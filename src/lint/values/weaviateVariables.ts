import { isOn } from '../../facts/weaviateVariables.ts';
import { at, entryAt, type LocatedEntry, textOf } from '../../yaml/located.ts';
import type { ChartValues } from './chartValues.ts';
import { helmValue, isPlaceholder, isTruthy } from './helmValue.ts';

/** A variable of Weaviate under `env`, with the place of its name. */
export function variable({ root }: ChartValues, name: string): LocatedEntry | undefined {
  return entryAt(at(root, 'env'), name);
}

/** Its text, as the container gets it. */
export function variableText(values: ChartValues, name: string): string | undefined {
  const located = variable(values, name)?.value;
  return textOf(located) === undefined ? undefined : String(helmValue(located));
}

/** Whether the file of the chart, conf.yaml, reaches Weaviate: its own ConfigMap takes its place. */
export function hasOwnConfig({ root }: ChartValues): boolean {
  return isTruthy(at(root, 'custom_config_map', 'enabled'));
}

const METHODS = [
  ['apikey', 'AUTHENTICATION_APIKEY_ENABLED'],
  ['oidc', 'AUTHENTICATION_OIDC_ENABLED'],
  ['db_users', 'AUTHENTICATION_DB_USERS_ENABLED'],
] as const;

/** Whether Weaviate is told of a way to sign in: in conf.yaml, or by a variable, which a Secret may hold. */
export function canSignIn(values: ChartValues): boolean {
  return METHODS.some(([key, name]) => {
    const written = at(values.root, 'authentication', key, 'enabled');
    const secret = at(values.root, 'envSecrets', name) !== undefined;
    return secret || isOn(variableText(values, name)) || (isTruthy(written) && !hasOwnConfig(values));
  });
}

/**
 * Whether anyone is let in without a key: conf.yaml says so unless told otherwise, a variable can only switch it
 * on, and so does Weaviate where no other way is left (usecases/config/environment.go, AnyAuthMethodSelected).
 * Undefined where a ConfigMap that is not here decides, or a placeholder.
 */
export function anonymousAccess(values: ChartValues): boolean | undefined {
  if (isOn(variableText(values, 'AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED'))) return true;
  if (hasOwnConfig(values)) return undefined;
  const written = at(values.root, 'authentication', 'anonymous_access', 'enabled');
  if (isPlaceholder(written)) return undefined;
  return isTruthy(written, true) || !canSignIn(values);
}

/** RBAC, switched on in conf.yaml or by a variable of either name. */
export function rbacSwitch(values: ChartValues): LocatedEntry | undefined {
  for (const name of ['AUTHORIZATION_RBAC_ENABLED', 'AUTHORIZATION_ENABLE_RBAC'])
    if (isOn(variableText(values, name))) return variable(values, name);
  const entry = entryAt(at(values.root, 'authorization', 'rbac'), 'enabled');
  return entry && isTruthy(entry.value) && !hasOwnConfig(values) ? entry : undefined;
}

/** The list of administrators, switched on in either way. */
export function adminListSwitch(values: ChartValues): LocatedEntry | undefined {
  const byVariable = variable(values, 'AUTHORIZATION_ADMINLIST_ENABLED');
  if (isOn(variableText(values, 'AUTHORIZATION_ADMINLIST_ENABLED'))) return byVariable;
  const entry = entryAt(at(values.root, 'authorization', 'admin_list'), 'enabled');
  return entry && isTruthy(entry.value) && !hasOwnConfig(values) ? entry : undefined;
}
