import { isLabelKey, isLabelValue } from './names.ts';

export interface Toleration {
  readonly key: string;
  readonly operator: 'Exists' | 'Equal';
  readonly value?: string;
  readonly effect: string;
}

const EFFECTS = new Set(['NoSchedule', 'PreferNoSchedule', 'NoExecute']);

/** Parses `key[=value]:Effect`, the format of `kubectl taint`. Undefined if the text is not valid. */
export function parseToleration(text: string): Toleration | undefined {
  const match = /^([^=:]+)(?:=([^=:]*))?:(\w+)$/.exec(text);
  const [, key = '', value, effect = ''] = match ?? [];
  if (!isLabelKey(key) || !isLabelValue(value ?? '') || !EFFECTS.has(effect)) return undefined;
  return value === undefined
    ? { key, operator: 'Exists', effect }
    : { key, operator: 'Equal', value, effect };
}
