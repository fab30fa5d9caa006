import { type Command, CommanderError } from 'commander';
import { program } from '../../src/cli.ts';

/** The command and its subcommands at any depth. */
export function partsOf(cli: Command): Command[] {
  return [cli, ...cli.commands.flatMap(partsOf)];
}

/** The real commands with their real flags, none of which does anything. */
export async function idle(): Promise<Command> {
  const cli = await program(() => {
    throw new Error('no command runs here');
  });
  for (const part of partsOf(cli)) {
    part.exitOverride().configureOutput({ writeErr: () => {}, writeOut: () => {} });
    if (part.commands.length === 0) part.action(() => {});
  }
  return cli;
}

/** What commander reports about the arguments of a call; undefined if it would run. */
export async function complaint(words: readonly string[]): Promise<string | undefined> {
  try {
    await (await idle()).parseAsync(words, { from: 'user' });
    return undefined;
  } catch (error) {
    // `--help` and `--version` end in this way too.
    if (error instanceof CommanderError && error.exitCode === 0) return undefined;
    return error instanceof Error ? error.message : String(error);
  }
}
