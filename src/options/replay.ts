import { shellWord } from '../formats/shellWords.ts';
import type { Option, OptionInput } from './option.ts';
import { optionOf } from './table.ts';

/** The flags that give an option a value. */
export function flagsFor({ flag }: Pick<Option<unknown>, 'flag'>, value: OptionInput): string[] {
  if (value === true) return [flag];
  if (value === false) return [flag.replace('--', '--no-')];
  if (typeof value !== 'object') return [flag, String(value)];
  if (isList(value)) return [flag, value.join(',')];
  return Object.entries(value).flatMap(([name, text]) => [flag, `${name}=${text}`]);
}

function isList(value: object): value is readonly string[] {
  return Array.isArray(value);
}

/** The command that makes the same files without asking, ready to be pasted into a shell. */
export function replayCommand(values: ReadonlyMap<string, OptionInput>, further: readonly string[]): string {
  const flags = [...values].flatMap(([key, value]) => flagsFor(optionOf(key), value));
  return ['bindstack', 'generate', ...flags, ...further].map(shellWord).join(' ');
}
