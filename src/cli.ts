import { Command, CommanderError } from 'commander';
import { backupCommands } from './cli/backupCommands.ts';
import { configCommands, fileCommands } from './cli/fileCommands.ts';
import { mediaCommands } from './cli/mediaCommands.ts';
import { type OwnOptions, registryOf, targetFromArguments } from './cli/registry.ts';
import { stackCommands } from './cli/stackCommands.ts';
import type { Context } from './context.ts';
import { Failure } from './errors.ts';
import type { Output } from './terminal/output.ts';

/** Options of every command, and those of the called one that say where its stack is. */
export interface GlobalOptions extends OwnOptions {
  readonly cwd?: string;
  readonly config?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly debug?: boolean;
  readonly color?: boolean;
}

const HELP: ReadonlySet<string> = new Set(['--help', '-h', 'help']);

function asksForHelp(argv: readonly string[]): boolean {
  return argv.some((word) => HELP.has(word));
}

/** Whether a flag of the option table, or its negation, is among the arguments. */
function isGiven(flag: string, argv: readonly string[]): boolean {
  const forms = [flag, flag.replace('--', '--no-')];
  return argv.some((word) => forms.some((form) => word === form || word.startsWith(`${form}=`)));
}

/**
 * Declares all commands. To keep startup fast, a command's module is imported when it is called, and only the called
 * command gets flags of the option table.
 * @param contextFor creates the context of a command once the global options are known
 * @param argv the arguments; without them, every command gets all its flags
 * @param flags whether the called command gets all its flags of the option table, or those in the arguments
 */
export async function program(
  contextFor: (options: GlobalOptions) => Context,
  argv?: readonly string[],
  flags: 'all' | 'given' = 'all',
): Promise<Command> {
  const cli = new Command('bindstack')
    .description('Generate, launch and test Weaviate with multi2vec-bind (ImageBind).')
    .version(BINDSTACK_VERSION)
    .option('--cwd <DIR>', 'work in this directory; relative paths start there, as with git -C')
    .option('--config <FILE>', 'configuration of the stack (default: bindstack.yaml, if it exists)')
    .option('--json', 'print results as JSON')
    .option('-q, --quiet', 'hide progress; print results, warnings and errors')
    .option('--debug', 'print stack traces')
    .option('--no-color', 'disable colors (or set NO_COLOR)')
    .configureHelp({ showGlobalOptions: true, minWidthToWrap: 20 })
    .exitOverride();

  // `completion` prints the flags of all commands.
  const isCalled = (name: string) => !argv || argv.includes(name) || argv.includes('completion');
  const isNeeded = (flag: string) => flags === 'all' || !argv || isGiven(flag, argv);
  // Only for help: errors about a mistyped flag suggest any flag of the command.
  const wantsHelp = argv && asksForHelp(argv) && argv.some((word) => !word.startsWith('-'));
  const run = wantsHelp ? await import('./options/runFlags.ts') : undefined;
  const isShown = (command: string, flag: string) =>
    run?.isReadBy(targetFromArguments(argv ?? []), command, flag) ?? true;
  const context = (own?: OwnOptions) => contextFor({ ...cli.opts(), ...own });
  const registry = registryOf(cli, context, isCalled, isNeeded, isShown);
  fileCommands(registry);
  stackCommands(registry);
  mediaCommands(registry);
  backupCommands(registry);
  configCommands(registry);
  return cli;
}

/** Parses the arguments and runs the command; commander's own errors become failures. */
export async function runCli(
  argv: readonly string[],
  contextFor: (options: GlobalOptions) => Context,
  output: () => Output,
): Promise<void> {
  try {
    // `completion` prints the flags of all commands.
    const areShown = asksForHelp(argv) || argv.includes('completion');
    await parse(argv, contextFor, output, areShown ? 'all' : 'given');
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return;
    // Declaring seventy flags takes a twentieth of a start, so only those in the arguments were declared. With all of
    // them, commander may suggest the flag that was meant.
    const complete = await parse(argv, contextFor, output, 'all').catch((again: unknown) => again);
    throw complete instanceof CommanderError ? usageFailure(complete) : complete;
  }
}

/** @throws CommanderError for help (exit code 0) and wrong arguments; what the command throws */
async function parse(
  argv: readonly string[],
  contextFor: (options: GlobalOptions) => Context,
  output: () => Output,
  flags: 'all' | 'given',
): Promise<void> {
  const cli = await program(contextFor, argv, flags);
  const ours = {
    writeOut: (text: string) => output().data(text),
    // main.ts prints commander's messages.
    writeErr: () => {},
    getOutHelpWidth: () => output().columns ?? 80,
    getOutHasColors: () => false,
  };
  const parts = [cli, ...cli.commands, ...cli.commands.flatMap(({ commands }) => commands)];
  for (const part of parts) part.configureOutput({ ...part.configureOutput(), ...ours });
  if (argv.length === 0) {
    contextFor({}).out.error(cli.helpInformation());
    throw new Failure('usage', { code: 'no-command', message: 'no command given', reported: true });
  }
  await cli.parseAsync(argv, { from: 'user' });
}

function usageFailure({ code, message }: CommanderError): Failure {
  // commander throws this for a group of commands without a subcommand, and for an unknown command after `help`.
  if (code === 'commander.help') {
    return new Failure('usage', {
      code: 'no-command',
      message: 'the command is unknown or incomplete',
      suggestion: 'bindstack --help, or add --help to the command',
    });
  }
  const [, text = message, hint] = /^error: ([\s\S]*?)(?:\n\(([\s\S]*)\))?$/.exec(message) ?? [];
  return new Failure('usage', {
    code: code.replace(/^commander\./, '').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
    message: text,
    suggestion:
      hint === undefined ? 'bindstack --help, or add --help to the command' : hint.replace(/^Did/, 'did'),
  });
}
