import type { Option, OptionInput } from '../capabilities/option.ts';
import { shellWord } from '../formats/quoting.ts';
import { optionOf } from './table.ts';
import { isList, pairText } from './text.ts';

/** The flags that give an option a value. */
export function flagsFor({ flag }: Pick<Option<unknown>, 'flag'>, value: OptionInput): string[] {
  if (value === true) return [flag];
  if (value === false) return [flag.replace('--', '--no-')];
  if (typeof value !== 'object') return [flag, String(value)];
  if (isList(value)) return [flag, value.join(',')];
  const pairs = Object.entries(value);
  if (pairs.length === 0) return [flag, ''];
  return pairs.flatMap(([name, text]) => [flag, pairText(name, text)]);
}

/** The command that generates the same files without questions, ready to paste into a shell. */
export function replayCommand(
  values: ReadonlyMap<string, OptionInput>,
  extraArguments: readonly string[],
): string {
  const flags = [...values].flatMap(([key, value]) => flagsFor(optionOf(key), value));
  return ['bindstack', 'generate', ...flags, ...extraArguments].map(shellWord).join(' ');
}
