import type { OptionInput } from '../capabilities/option.ts';
import { optionOf } from '../options/table.ts';

/** Values by key, as they were chosen; what is not in it has its default. */
export type Chosen = ReadonlyMap<string, OptionInput>;

/** Whether an option counts beside what was chosen for the others, also while some of that is wrong. */
export function counts(key: string, chosen: Chosen): boolean {
  const { when } = optionOf(key);
  if (!when) return true;
  const value = chosen.get(when.key) ?? optionOf(when.key).default;
  const isSo = Array.isArray(value) ? value.includes(when.value) : value === when.value;
  return isSo && counts(when.key, chosen);
}

/** What was chosen, without what nothing would read. */
export function counting(chosen: Chosen): Chosen {
  return new Map([...chosen].filter(([key]) => counts(key, chosen)));
}
