import type { Command, Option } from 'commander';
import { isReadBy } from '../options/runFlags.ts';
import { RUN_TARGETS } from '../options/runTargets.ts';
import { OPTIONS } from '../options/table.ts';

/** The commands in the order in which you use them, each with an example. The examples work one after the other. */
const EXAMPLES: Readonly<Record<string, string>> = {
  init: 'bindstack init --out stack',
  generate: 'bindstack generate --modalities text,image,audio --out stack',
  check: 'bindstack check --cwd stack',
  validate: 'bindstack validate --cwd stack --max-warnings 0',
  add: 'bindstack add stack/docker-compose.yml --dry-run',
  size: 'bindstack size --objects 1M --within 2d',
  doctor: 'bindstack doctor --cwd stack',
  up: 'bindstack up --cwd stack --smoke',
  status: 'bindstack status --cwd stack',
  logs: 'bindstack logs --cwd stack --service weaviate --tail 20',
  smoke: 'bindstack smoke --cwd stack --report junit=smoke.xml',
  import: 'bindstack import --cwd stack ~/Pictures',
  search: 'bindstack search --cwd stack "a dog in the snow"',
  explore: 'bindstack explore --cwd stack --no-open',
  'backup create': 'bindstack backup create --cwd stack',
  'backup list': 'bindstack backup list --cwd stack',
  'backup drill': 'bindstack backup drill --cwd stack',
  'backup schedule': 'bindstack backup schedule --cwd stack --every 12h',
  'backup delete': 'bindstack backup delete 2026-11-30-22-15-07-v1-39-3 --cwd stack --yes',
  restore: 'bindstack restore 2026-11-30-22-15-07-v1-39-3 --cwd stack',
  down: 'bindstack down --cwd stack',
  destroy: 'bindstack destroy --cwd stack --yes',
  try: 'bindstack try',
  web: 'bindstack web --no-open',
  stub: 'bindstack stub --port 8081 --delay-ms 200',
  images: 'bindstack images --cwd stack',
  update: 'bindstack update --cwd stack',
  upgrade: 'bindstack upgrade --cwd stack --plan',
  'config show': 'bindstack config show --cwd stack --sources',
  'config schema': 'bindstack config schema',
  completion: 'bindstack completion bash',
};

const STACK_FLAGS = new Set(
  OPTIONS.flatMap(({ option }) => [option.flag, option.flag.replace('--', '--no-')]),
);

/** A command with more stack options than this gets a link instead of table rows. */
const MAX_ROWS = 10;

const cell = (text: string) => text.replaceAll('|', '\\|');

/** The targets for which a command reads a flag. */
function readersOf(command: string, { long }: Option) {
  return RUN_TARGETS.filter((target) => isReadBy(target, command, long ?? ''));
}

/** Names the targets that read a flag; empty if all do, or if the description already says so. */
function targetNote(command: string, option: Option): string {
  const targets = readersOf(command, option);
  if (targets.length === RUN_TARGETS.length || option.description.includes('target')) return '';
  return `; only with ${targets.map((target) => `\`--target ${target}\``).join(' or ')}`;
}

function row(command: string, option: Option): string {
  const { flags, description, defaultValue, argChoices } = option;
  const choices = argChoices ? ` (${argChoices.map((choice) => `\`${choice}\``).join(', ')})` : '';
  const fallback = typeof defaultValue === 'string' ? `; \`${defaultValue}\` if not given` : '';
  return `| \`${cell(flags)}\` | ${cell(description)}${choices}${fallback}${targetNote(command, option)} |`;
}

function optionRows(command: string, options: readonly Option[]): string[] {
  const rows = options.filter(({ hidden }) => !hidden).map((option) => row(command, option));
  return rows.length === 0 ? [] : ['| flag | meaning |', '|---|---|', ...rows, ''];
}

function section(command: Command, name: string): string {
  const isOfStack = ({ long }: Option) => long != null && STACK_FLAGS.has(long);
  const stack = command.options.filter(isOfStack);
  const listed = command.options.filter((option) => !isOfStack(option) || stack.length <= MAX_ROWS);
  const isByTarget = stack.some((option) => {
    const { length } = readersOf(name, option);
    return length > 0 && length < RUN_TARGETS.length;
  });
  const argumentTexts = command.registeredArguments.map((argument) => {
    const shown = argument.required ? `<${argument.name()}>` : `[${argument.name()}]`;
    return argument.variadic ? shown.replace(/.$/, '...$&') : shown;
  });
  const example = EXAMPLES[name];
  if (example === undefined) throw new Error(`the command ${name} has no example`);
  return [
    `## bindstack ${[name, ...argumentTexts].join(' ')}`,
    '',
    `${command.description().charAt(0).toUpperCase()}${command.description().slice(1)}.`,
    '',
    '```sh',
    example,
    '```',
    '',
    ...optionRows(name, listed),
    ...(stack.length > MAX_ROWS
      ? [
          isByTarget
            ? `Also the [stack options](options.md) that the target uses: \`bindstack ${name} --target helm --help\` lists them.`
            : 'Also the [stack options](options.md), where applicable.',
          '',
        ]
      : []),
  ].join('\n');
}

/** The reference of all commands as Markdown, generated from their declarations. */
export function commandPage(cli: Command): string {
  const commands = cli.commands.flatMap((command) =>
    command.commands.length > 0
      ? command.commands.map((inner) => [inner, `${command.name()} ${inner.name()}`] as const)
      : [[command, command.name()] as const],
  );
  const order = Object.keys(EXAMPLES);
  commands.sort(([, a], [, b]) => order.indexOf(a) - order.indexOf(b));
  return [
    '<!-- Generated by `npm run docs` from src/cli. Make changes there. -->',
    '',
    '# Commands',
    '',
    'All commands, in the order in which you use them; the examples work one after the other. In a terminal, `bindstack`',
    'alone runs `bindstack init`. Every command has these flags:',
    '',
    ...optionRows('', cli.options),
    ...commands.map(([command, name]) => section(command, name)),
  ].join('\n');
}
