import { isOn } from '../../facts/weaviateVariables.ts';
import { at, entryAt, itemsOf, type Located, type LocatedEntry } from '../../yaml/located.ts';
import type { ChartValues } from './chartValues.ts';
import { isPlaceholder, isTruthy } from './helmValue.ts';
import { hasCustomConfig, variableEntry, variableText } from './weaviateVariables.ts';

/** A list of keys or users in the file: a list in YAML, or the text of a variable. */
export interface ListedValues {
  readonly located: Located;
  /** Number of items. */
  readonly length: number;
}

/** The API keys and users that Weaviate uses; each undefined if it is in a Secret, or not set. */
export interface ApiKeys {
  readonly keys: ListedValues | undefined;
  readonly users: ListedValues | undefined;
}

/** A variable can enable API keys too; then the lists in variables take precedence over those in conf.yaml. */
export function apiKeys(values: ChartValues): ApiKeys {
  const block = hasCustomConfig(values) ? undefined : at(values.root, 'authentication', 'apikey');
  const byVariable = isOn(variableText(values, 'AUTHENTICATION_APIKEY_ENABLED'));
  if (!byVariable && !isTruthy(at(block, 'enabled'))) return { keys: undefined, users: undefined };
  const list = (name: string, key: string) => {
    if (byVariable && at(values.root, 'envSecrets', name)) return undefined; // in a Secret
    return (byVariable ? listInVariable(values, name) : undefined) ?? listInBlock(at(block, key));
  };
  return {
    keys: list('AUTHENTICATION_APIKEY_ALLOWED_KEYS', 'allowed_keys'),
    users: list('AUTHENTICATION_APIKEY_USERS', 'users'),
  };
}

function listInVariable(values: ChartValues, name: string): ListedValues | undefined {
  const located = variableEntry(values, name)?.value;
  const text = variableText(values, name);
  return located && text !== undefined && text !== ''
    ? { located, length: text.split(',').length }
    : undefined;
}

function listInBlock(located: Located | undefined): ListedValues | undefined {
  return located?.kind === 'list' ? { located, length: itemsOf(located).length } : undefined;
}

const AUTH_METHODS = [
  ['apikey', 'AUTHENTICATION_APIKEY_ENABLED'],
  ['oidc', 'AUTHENTICATION_OIDC_ENABLED'],
  ['db_users', 'AUTHENTICATION_DB_USERS_ENABLED'],
] as const;

/** Whether an authentication method is enabled: in conf.yaml, or by a variable, which a Secret may hold. */
export function hasAuthMethod(values: ChartValues): boolean {
  return AUTH_METHODS.some(([key, name]) => {
    const configValue = at(values.root, 'authentication', key, 'enabled');
    const secret = at(values.root, 'envSecrets', name) !== undefined;
    return secret || isOn(variableText(values, name)) || (isTruthy(configValue) && !hasCustomConfig(values));
  });
}

/**
 * Whether anonymous access is enabled. conf.yaml enables it by default, and a variable can only enable it. Weaviate
 * also enables it if no other method is (usecases/config/environment.go, AnyAuthMethodSelected).
 * Undefined if a ConfigMap outside these values or a placeholder decides.
 */
export function allowsAnonymousAccess(values: ChartValues): boolean | undefined {
  if (isOn(variableText(values, 'AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED'))) return true;
  if (hasCustomConfig(values)) return undefined;
  const configValue = at(values.root, 'authentication', 'anonymous_access', 'enabled');
  if (isPlaceholder(configValue)) return undefined;
  return isTruthy(configValue, true) || !hasAuthMethod(values);
}

/** The entry that enables RBAC: in conf.yaml, or a variable, which has two names. */
export function rbacSwitch(values: ChartValues): LocatedEntry | undefined {
  for (const name of ['AUTHORIZATION_RBAC_ENABLED', 'AUTHORIZATION_ENABLE_RBAC'])
    if (isOn(variableText(values, name))) return variableEntry(values, name);
  const entry = entryAt(at(values.root, 'authorization', 'rbac'), 'enabled');
  return entry && isTruthy(entry.value) && !hasCustomConfig(values) ? entry : undefined;
}

/** The entry that enables the admin list: in conf.yaml, or a variable. */
export function adminListSwitch(values: ChartValues): LocatedEntry | undefined {
  const byVariable = variableEntry(values, 'AUTHORIZATION_ADMINLIST_ENABLED');
  if (isOn(variableText(values, 'AUTHORIZATION_ADMINLIST_ENABLED'))) return byVariable;
  const entry = entryAt(at(values.root, 'authorization', 'admin_list'), 'enabled');
  return entry && isTruthy(entry.value) && !hasCustomConfig(values) ? entry : undefined;
}
