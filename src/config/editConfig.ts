import type { OptionInput } from '../capabilities/option.ts';
import { applyChange, applyChanges } from '../yaml/apply.ts';
import type { Change } from '../yaml/change.ts';
import { parseConfigFile } from './configFile.ts';
import { changedKeys, printedConfig, type Values } from './configText.ts';

/**
 * Edits an existing, valid bindstack.yaml so that it has exactly these values. All other bytes stay as they are: only
 * values that differ are set or removed, and new keys are added at the end of their block.
 */
export function editedConfig(before: string, values: Values): string {
  return edited(before, values) ?? printedConfig(before, values);
}

/** Edits the text itself; undefined if that is not possible, for example with aliases or in an empty file. */
function edited(before: string, values: Values): string | undefined {
  let text: string | undefined = before;
  for (const key of changedKeys(before, values)) {
    if (text === undefined) break;
    text = withValue(text, key, values.get(key));
  }
  return text !== undefined && changedKeys(text, values).length === 0 ? text : undefined;
}

function withValue(text: string, key: string, value: OptionInput | undefined): string | undefined {
  const path = key.split('.');
  if (value === undefined) return applyChange(text, { op: 'remove', path });
  const old = parseConfigFile(text).given.get(key)?.value;
  if (isMapValue(old) && isMapValue(value)) {
    // One by one, so the comments next to the other entries stay.
    const changed = applyChanges(text, pairChanges(path, old, value));
    if (changed !== undefined && hasValue(changed, key, value)) return changed;
  }
  return applyChange(text, { op: 'set', path, value });
}

type Pairs = Readonly<Record<string, string>>;

function isMapValue(value: OptionInput | undefined): value is Pairs {
  return typeof value === 'object' && !Array.isArray(value);
}

function pairChanges(path: readonly string[], old: Pairs, next: Pairs): Change[] {
  const removed = Object.keys(old).filter((name) => !Object.hasOwn(next, name));
  const changed = Object.entries(next).filter(([name, text]) => old[name] !== text);
  return [
    ...changed.map(([name, value]) => ({ op: 'set' as const, path: [...path, name], value })),
    ...removed.map((name) => ({ op: 'remove' as const, path: [...path, name] })),
  ];
}

function hasValue(text: string, key: string, value: OptionInput): boolean {
  return JSON.stringify(parseConfigFile(text).given.get(key)?.value) === JSON.stringify(value);
}
