import { groupOf } from '../capabilities/groups.ts';
import type { OptionInput } from '../capabilities/option.ts';
import { type KeyedOption, OPTIONS } from './table.ts';

function code(value: OptionInput | undefined): string {
  if (value === undefined) return 'unset';
  if (typeof value !== 'object') return `\`${value}\``;
  const text = Object.values(value).join(',');
  return text === '' ? 'none' : `\`${text}\``;
}

function row({ key, option }: KeyedOption): string {
  const { flag, kind, help, values, when } = option;
  const flags = kind === 'boolean' ? `\`${flag}\`, \`${flag.replace('--', '--no-')}\`` : `\`${flag}\``;
  const words = values ? ` (${values.map((value) => `\`${value}\``).join(', ')})` : '';
  const condition = when ? `; only where \`${when.key}\` is \`${when.value}\`` : '';
  const cells = [`\`${key}\``, flags, code(option.default), `${help}${words}${condition}`];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

/** The option tables of the README as Markdown: a table a group, a row an option, in the order of the table. */
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
