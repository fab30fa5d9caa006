import { type Command, Option as CommanderOption } from 'commander';
import { groupOf } from '../capabilities/groups.ts';
import { type KeyedOption, OPTIONS } from './table.ts';

/** The options that commander has parsed, by attribute name. */
export type ParsedOptions = Readonly<Record<string, unknown>>;

/** Values of flags by key of the option: a list of texts, or true or false for a flag without a value. */
export type FlagValues = ReadonlyMap<string, readonly string[] | boolean>;

/** ` (a, b; default: a)` or ` (repeatable)`; empty if there is nothing to add. */
function choicesAndDefault({ kind, values, default: fallback }: KeyedOption['option']): string {
  const shown = Array.isArray(fallback) ? fallback.join(',') : fallback;
  const hasDefault = shown !== undefined && shown !== '' && kind !== 'map' && kind !== 'boolean';
  const parts = [
    ...(values ? [values.join(', ')] : []),
    ...((kind === 'list' || kind === 'map') && !values ? ['repeatable'] : []),
    ...(hasDefault ? [`default: ${String(shown)}`] : []),
  ];
  return parts.length > 0 ? ` (${parts.join('; ')})` : '';
}

function flagsOf({ key, option }: KeyedOption): CommanderOption[] {
  const { heading, helpHeading = heading } = groupOf(key);
  const group = `${helpHeading}:`;
  if (option.kind === 'boolean') {
    const on = new CommanderOption(option.flag, option.help).helpGroup(group);
    const off = new CommanderOption(option.flag.replace('--', '--no-'), `do not ${option.help}`).helpGroup(
      group,
    );
    // The help shows only the one that changes the default.
    return option.default === true ? [on.hideHelp(), off] : [on, off.hideHelp()];
  }
  const texts = (text: string, before: string[] | undefined) => [...(before ?? []), text];
  return [
    new CommanderOption(`${option.flag} <${option.placeholder}>`, option.help + choicesAndDefault(option))
      .argParser<string[]>(texts)
      .helpGroup(group),
  ];
}

/** Adds the flags of some options of the table to a command. */
export function addStackFlags(
  command: Command,
  includes: (option: KeyedOption) => boolean = () => true,
): Command {
  for (const keyed of OPTIONS) {
    if (includes(keyed)) for (const option of flagsOf(keyed)) command.addOption(option);
  }
  return command;
}

/** The values of the stack flags that a command was called with. */
export function stackFlagValues(command: Command, parsed: ParsedOptions): FlagValues {
  const byFlag = new Map(command.options.map((option) => [option.long, option.attributeName()]));
  const values = new Map<string, readonly string[] | boolean>();
  for (const { key, option } of OPTIONS) {
    const value = parsed[byFlag.get(option.flag) ?? ''];
    if (typeof value === 'boolean') values.set(key, value);
    // A command's own `--target` is a plain string, not a list of texts.
    else if (Array.isArray(value)) values.set(key, value.map(String));
  }
  return values;
}
