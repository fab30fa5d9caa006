import type { Command } from 'commander';
import { type CompletionTree, SHELLS, type Shell, scripts } from '../completion/scripts.ts';
import type { Context } from '../context.ts';
import { Failure } from '../errors.ts';
import { didYouMean } from '../formats/nearest.ts';
import { OPTIONS } from '../options/table.ts';

/** `bindstack completion SHELL`: a script that completes commands, flags and the words that flags take. */
export async function completion({ out }: Pick<Context, 'out'>, shell: string, cli: Command): Promise<void> {
  if (!isShell(shell)) {
    throw new Failure('usage', {
      code: 'unknown-shell',
      message: `there is no completion for ${shell}`,
      suggestion: didYouMean(shell, SHELLS) ?? `bindstack completion with one of ${SHELLS.join(', ')}`,
    });
  }
  out.data(scripts[shell](treeOf(cli)));
}

function isShell(text: string): text is Shell {
  return (SHELLS as readonly string[]).includes(text);
}

const WORDS = new Map(OPTIONS.map(({ option }) => [option.flag, option.values]));

/** What there is to complete, read from the commands as they are declared. */
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
