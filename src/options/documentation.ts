import { groupOf } from '../capabilities/groups.ts';
import { type Condition, metBy, type OptionInput } from '../capabilities/option.ts';
import { choiceOf } from '../formats/choiceOf.ts';
import { type KeyedOption, OPTIONS, optionOf } from './table.ts';

function code(value: OptionInput | undefined): string {
  if (value === undefined) return 'unset';
  if (typeof value !== 'object') return `\`${value}\``;
  const text = Object.values(value).join(',');
  return text === '' ? 'none' : `\`${text}\``;
}

/** `is`, or `includes` for an option that is a list. */
function verbOf({ key }: Condition): string {
  return optionOf(key).kind === 'list' ? 'includes' : 'is';
}

function valuesOf(condition: Condition): string {
  return choiceOf(metBy(condition).map((value) => `\`${value}\``));
}

function row({ key, option }: KeyedOption): string {
  const { flag, kind, help, values, when } = option;
  const flags = kind === 'boolean' ? `\`${flag}\`, \`${flag.replace('--', '--no-')}\`` : `\`${flag}\``;
  const words = values ? ` (${values.map((value) => `\`${value}\``).join(', ')})` : '';
  const condition = when ? `; only if \`${when.key}\` ${verbOf(when)} ${valuesOf(when)}` : '';
  const cells = [`\`${key}\``, flags, code(option.default), `${help}${words}${condition}`];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

/** The option tables of docs/options.md as Markdown: one table per group, one row per option. */
export function optionTables(): string {
  const groups = new Map<string, KeyedOption[]>();
  for (const entry of OPTIONS) {
    const heading = groupOf(entry.key).heading;
    groups.set(heading, [...(groups.get(heading) ?? []), entry]);
  }
  return [...groups]
    .map(([heading, entries]) =>
      [
        `### ${heading}`,
        '',
        '| key | flag | default | meaning |',
        '|---|---|---|---|',
        ...entries.map(row),
      ].join('\n'),
    )
    .join('\n\n');
}
