import type { RULE_GROUPS } from './allRules.ts';
import type { RuleText } from './rule.ts';

type Groups = typeof RULE_GROUPS;

/** Where the pages are, from the root of the package. */
const DIRECTORY = 'docs/rules';

/** The page of a rule, from the root of the package. */
export function pageOf(id: string): string {
  return `${DIRECTORY}/${id}.md`;
}

/** Two files, or what matters of them: one in which a rule finds something, and one in which it does not. */
export interface RuleExample {
  readonly language: 'yaml' | 'json';
  readonly bad: string;
  readonly good: string;
  /** What is said of the bad one: severity and message. */
  readonly said: readonly string[];
}

/**
 * Every page about the rules, and the list of them, by path from the root of the package.
 * @param examples by the id of their rule
 */
export function rulePages(
  groups: Groups,
  examples: ReadonlyMap<string, RuleExample> = new Map(),
): ReadonlyMap<string, string> {
  return new Map([
    [`${DIRECTORY}/README.md`, index(groups)],
    ...groups.flatMap(({ title, rules }) =>
      rules.map((rule) => [pageOf(rule.id), page(rule, title, examples.get(rule.id))] as const),
    ),
  ]);
}

const NOTICE = '<!-- Made by `npm run docs` from src/lint: changes belong there. -->';

function index(groups: Groups): string {
  return paragraphs(
    NOTICE,
    '# Rules of `bindstack validate`',
    'Errors are for what fails or loses data, warnings for what is likely to, infos for what one should know. ' +
      'Where a rule is marked, `bindstack validate --fix` mends it, as long as the repair is certain.',
    ...groups
      .filter(({ rules }) => rules.length > 0)
      .flatMap(({ title, rules }) => [
        `## ${title}`,
        ['| rule | severity | `--fix` | finds |', '|---|---|---|---|', ...rules.map(row)].join('\n'),
      ]),
  );
}

function row({ id, severity, fixable, summary }: RuleText): string {
  const cells = [`[\`${id}\`](${id}.md)`, severity, fixable ? 'yes' : '', markdown(summary)];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function page(
  { id, severity, summary, why, fix, evidence, fixable, partOfAdd }: RuleText,
  group: string,
  example: RuleExample | undefined,
): string {
  const certain = fixable
    ? '`bindstack validate --fix` does it where the repair is certain.'
    : '`--fix` leaves this one to you.';
  const added = partOfAdd && ` \`bindstack add\` does it too${partOfAdd === true ? '' : `, ${partOfAdd}`}.`;
  return paragraphs(
    NOTICE,
    `# ${id}`,
    markdown(summary),
    [
      '| severity | applies to | `--fix` |',
      '|---|---|---|',
      `| ${severity} | ${group} | ${fixable ? 'yes' : 'no'} |`,
    ].join('\n'),
    '## Why',
    markdown(why),
    '## How to mend it',
    `${markdown(fix)} ${certain}${added ?? ''}`,
    ...(example ? exampleOf(example) : []),
    '## How to disable it',
    ...disabling(id),
    '## Evidence',
    markdown(evidence),
    '[All rules](README.md)',
  );
}

function exampleOf({ language, bad, good, said }: RuleExample): string[] {
  return [
    '## Example',
    'Bad:',
    block(language, bad),
    block('text', said.join('\n')),
    'Good:',
    block(language, good),
  ];
}

function disabling(id: string): string[] {
  const everywhere = ['In all files of a run:', block('sh', `bindstack validate --disable ${id} FILE`)];
  // A file that cannot be read holds no comment that could be.
  if (id === 'unreadable-file') return everywhere;
  return [
    'For one line, with a comment above it (YAML only: JSON has no comments):',
    block('yaml', `# bindstack-disable-next-line ${id}`),
    ...everywhere,
  ];
}

function block(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}

/** Texts of rules are Markdown already; only what would be a tag is not meant as one. Code stays as it is. */
function markdown(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part, i) => (i % 2 === 1 ? part : part.replace(/<(?=[a-z/!?])/gi, '&lt;')))
    .join('');
}

function paragraphs(...parts: readonly string[]): string {
  return `${parts.join('\n\n')}\n`;
}

/** Lines around one that matters. */
const AROUND = 1;

/** A file of no more lines is shown whole, and so is one of which this much would be left out. */
const SHORT = 12;
const FEW_LEFT_OUT = 3;

const indentOf = (line: string) => line.length - line.trimStart().length;

/** The keys that a line stands under, from the innermost. */
function keysAbove(lines: readonly string[], index: number): number[] {
  const above: number[] = [];
  let indent = indentOf(lines[index] ?? '');
  for (let i = index - 1; i >= 0 && indent > 0; i -= 1) {
    const line = lines[i] ?? '';
    if (line.trim() === '' || indentOf(line) >= indent) continue;
    above.push(i);
    indent = indentOf(line);
  }
  return above;
}

/**
 * A file of YAML or JSON without the parts that do not matter, each left-out part as `…`: what is shown are the
 * lines that were asked for (by index), their neighbours, and the keys that they stand under.
 */
export function excerpt(text: string, wanted: Iterable<number>): string {
  const lines = text.trimEnd().split('\n');
  const shown = new Set<number>();
  for (const index of wanted) {
    for (let i = Math.max(0, index - AROUND); i <= Math.min(lines.length - 1, index + AROUND); i += 1) {
      shown.add(i);
      for (const key of keysAbove(lines, i)) shown.add(key);
    }
  }
  if (lines.length <= SHORT || lines.length - shown.size <= FEW_LEFT_OUT) return lines.join('\n');
  const kept = [...shown].sort((a, b) => a - b);
  return kept
    .flatMap((index, n) => {
      const line = lines[index] ?? '';
      const before = n === 0 ? -1 : (kept[n - 1] ?? -1);
      return index === before + 1 ? [line] : [`${' '.repeat(indentOf(line))}…`, line];
    })
    .concat((kept.at(-1) ?? 0) < lines.length - 1 ? ['…'] : [])
    .join('\n');
}
