import { type Command, Option as CommanderOption } from 'commander';
import type { FlagValues } from '../config/given.ts';
import { type KeyedOption, OPTIONS } from './table.ts';

/** What commander has parsed, by attribute name. */
export type ParsedOptions = Readonly<Record<string, unknown>>;

/** Headings of the help text, by the first part of the key. */
const GROUPS: Readonly<Record<string, string>> = {
  weaviate: 'Weaviate:',
  inference: 'Inference:',
  gpu: 'GPU:',
  collection: 'Collection:',
  kubernetes: 'Kubernetes (Helm):',
};

function description({ option }: KeyedOption): string {
  const { help, default: fallback, kind } = option;
  const shown = Array.isArray(fallback) ? fallback.join(',') : fallback;
  const isUnset =
    fallback === undefined || shown === '' || (kind === 'map' && Object.keys(fallback).length === 0);
  return isUnset || kind === 'boolean' ? help : `${help} (default: ${String(shown)})`;
}

function flagsOf(keyed: KeyedOption): CommanderOption[] {
  const { key, option } = keyed;
  const group = GROUPS[key.split('.')[0] ?? ''] ?? 'Stack:';
  if (option.kind === 'boolean') {
    const inverse = option.flag.replace('--', '--no-');
    const state = option.default === true ? 'on' : 'off';
    return [
      new CommanderOption(option.flag, `${option.help} (default: ${state})`).helpGroup(group),
      new CommanderOption(inverse).hideHelp(),
    ];
  }
  const texts = (text: string, before: string[] | undefined) => [...(before ?? []), text];
  return [
    new CommanderOption(`${option.flag} <${option.placeholder}>`, description(keyed))
      .argParser<string[]>(texts)
      .helpGroup(group),
  ];
}

/** Adds the flags of the option table to a command, or those of some keys. */
export function addStackFlags(command: Command, wants: (key: string) => boolean = () => true): Command {
  for (const keyed of OPTIONS) {
    if (wants(keyed.key)) for (const option of flagsOf(keyed)) command.addOption(option);
  }
  return command;
}

/** The values of the table's flags that were given to a command. */
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
