import type { Command } from 'commander';
import { type CompletionTree, scripts } from '../completion/scripts.ts';
import type { Shell } from '../completion/shells.ts';
import type { Context } from '../context.ts';
import { OPTIONS } from '../options/table.ts';

/** `bindstack completion SHELL`: prints a script that completes commands, flags and their values. */
export async function completion({ out }: Pick<Context, 'out'>, shell: Shell, cli: Command): Promise<void> {
  out.data(scripts[shell](treeOf(cli)));
}

const WORDS = new Map(OPTIONS.map(({ option }) => [option.flag, option.values]));

/** Commands and flags to complete, from the declared commands. */
function treeOf(cli: Command): CompletionTree {
  const globals = flagsOf(cli);
  return {
    commands: cli.commands.map((command) => ({
      name: command.name(),
      description: command.description(),
      words: [
        ...command.commands.map((sub) => sub.name()),
        ...command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
      ],
      flags: [...flagsOf(command), ...command.commands.flatMap(flagsOf), ...globals],
    })),
    globals,
  };
}

function flagsOf(command: Command): CompletionTree['globals'] {
  return command.options.flatMap(({ long, description, required, optional, argChoices }) =>
    long == null
      ? []
      : [
          {
            name: long,
            description,
            takesValue: required || optional,
            words: argChoices ?? WORDS.get(long) ?? [],
          },
        ],
  );
}
