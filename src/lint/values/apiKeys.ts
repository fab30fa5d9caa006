import { isOn } from '../../facts/weaviateVariables.ts';
import { at, itemsOf, type Located } from '../../yaml/located.ts';
import type { ChartValues } from './chartValues.ts';
import { isTruthy } from './helmValue.ts';
import { hasOwnConfig, variable, variableText } from './weaviateVariables.ts';

/** Keys or users as they are written, with their number. */
export interface WrittenList {
  readonly located: Located;
  readonly length: number;
}

/** The API keys and users that count, as far as this file shows them. */
export interface ApiKeys {
  readonly keys: WrittenList | undefined;
  readonly users: WrittenList | undefined;
}

/** A variable switches the keys on as well; the lists of variables win over those of conf.yaml. */
export function apiKeys(values: ChartValues): ApiKeys {
  const block = hasOwnConfig(values) ? undefined : at(values.root, 'authentication', 'apikey');
  const byVariable = isOn(variableText(values, 'AUTHENTICATION_APIKEY_ENABLED'));
  if (!byVariable && !isTruthy(at(block, 'enabled'))) return { keys: undefined, users: undefined };
  const list = (name: string, key: string) => {
    if (byVariable && at(values.root, 'envSecrets', name)) return undefined; // in a Secret
    return (byVariable ? fromVariable(values, name) : undefined) ?? fromList(at(block, key));
  };
  return {
    keys: list('AUTHENTICATION_APIKEY_ALLOWED_KEYS', 'allowed_keys'),
    users: list('AUTHENTICATION_APIKEY_USERS', 'users'),
  };
}

function fromVariable(values: ChartValues, name: string): WrittenList | undefined {
  const located = variable(values, name)?.value;
  const text = variableText(values, name);
  return located && text !== undefined && text !== ''
    ? { located, length: text.split(',').length }
    : undefined;
}

function fromList(located: Located | undefined): WrittenList | undefined {
  return located?.kind === 'list' ? { located, length: itemsOf(located).length } : undefined;
}
