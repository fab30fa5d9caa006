import { Command, CommanderError } from 'commander';
import { configCommands, fileCommands } from './cli/fileCommands.ts';
import { registryOf, targetFromArguments } from './cli/registry.ts';
import { stackCommands } from './cli/stackCommands.ts';
import type { Context } from './context.ts';
import { Failure } from './errors.ts';

/** What every command has. */
export interface GlobalOptions {
  readonly cwd?: string;
  readonly config?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly debug?: boolean;
  readonly color?: boolean;
}

const HELP: ReadonlySet<string> = new Set(['--help', '-h', 'help']);

/**
 * The commands. Each is imported when it is called, so that the others cost nothing, and only those that are called
 * have the flags of the option table.
 * @param contextFor makes what a command may touch, once the global options are known
 * @param argv the arguments; where they are left out, every command has all its flags
 */
export async function program(
  contextFor: (options: GlobalOptions) => Context,
  argv?: readonly string[],
): Promise<Command> {
  const cli = new Command('bindstack')
    .description('Generate, launch and prove Weaviate with multi2vec-bind (ImageBind).')
    .version(BINDSTACK_VERSION)
    .option('--cwd <DIR>', 'work in this directory')
    .option('--config <FILE>', 'description of the stack (default: bindstack.yaml, if there is one)')
    .option('--json', 'results as JSON on standard output')
    .option('-q, --quiet', 'no progress, only results and errors')
    .option('--debug', 'stack traces')
    .option('--no-color', 'no colours (or set NO_COLOR)')
    .configureHelp({ showGlobalOptions: true })
    .exitOverride();

  // `completion` prints the flags of all.
  const isCalled = (name: string) => !argv || argv.includes(name) || argv.includes('completion');
  const hasCommand = !argv || argv.some((word) => !word.startsWith('-'));
  const table = hasCommand ? await import('./options/flags.ts') : undefined;
  // Only where it is asked for: a mistyped flag is corrected to any that there is.
  const wantsHelp = argv?.some((word) => HELP.has(word)) && hasCommand;
  const run = wantsHelp ? await import('./options/runFlags.ts') : undefined;
  const isShown = (command: string, flag: string) =>
    run?.isReadBy(targetFromArguments(argv ?? []), command, flag) ?? true;
  const registry = registryOf(cli, () => contextFor(cli.opts()), table?.addStackFlags, isCalled, isShown);
  fileCommands(registry);
  stackCommands(registry);
  configCommands(registry);
  return cli;
}

/** Parses and runs; commander's own complaints become failures like all others. */
export async function runCli(
  argv: readonly string[],
  contextFor: (options: GlobalOptions) => Context,
): Promise<void> {
  const cli = await program(contextFor, argv);
  // Its messages are shown by the one catch in bin.ts.
  const silent = { writeErr: () => {} };
  const parts = [cli, ...cli.commands, ...cli.commands.flatMap(({ commands }) => commands)];
  for (const part of parts) part.configureOutput({ ...part.configureOutput(), ...silent });
  if (argv.length === 0) {
    contextFor({}).out.error(cli.helpInformation());
    throw new Failure('usage', { code: 'no-command', message: 'no command given', reported: true });
  }
  try {
    await cli.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return;
    throw usageFailure(error);
  }
}

function usageFailure({ code, message }: CommanderError): Failure {
  // commander shows the help of what was named, where that is no whole command.
  if (code === 'commander.help') {
    return new Failure('usage', {
      code: 'no-command',
      message: 'no such command, or only a part of one',
      suggestion: 'bindstack --help, or bindstack config --help',
    });
  }
  const [, text = message, hint] = /^error: ([\s\S]*?)(?:\n\(([\s\S]*)\))?$/.exec(message) ?? [];
  return new Failure('usage', {
    code: code.replace(/^commander\./, '').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
    message: text,
    suggestion:
      hint === undefined ? 'bindstack --help, or --help after the command' : hint.replace(/^Did/, 'did'),
  });
}
