import { type Command, Option } from 'commander';
import type { Context } from '../context.ts';
import type { addStackFlags, FlagValues, ParsedOptions } from '../options/flags.ts';
import { RUN_TARGETS, type RunTarget } from '../options/runTargets.ts';

export type Action<O> = (context: Context, flags: FlagValues, options: O) => Promise<void>;

/** What the tables of commands are made with. */
export interface Registry {
  readonly cli: Command;
  /** What a command may touch, once the global options are known. */
  readonly context: () => Context;
  command(name: string, description: string): Command;
  /** Adds the flags of the option table, or those of some keys, to a command, once that is called. */
  stackFlags(command: Command, wants?: (key: string) => boolean): Command;
  /** Leaves out of a command's help what its target does not read. It is still taken, and told to be of no effect. */
  hideUnread(command: Command): void;
  /** What happens when a command is called: its options are told apart, its module is read, it runs. */
  does<O>(target: Command, load: () => Promise<Action<O>>): void;
}

/**
 * @param add adds the flags of the option table; undefined where no command is called
 * @param isCalled whether a command may be the one that is called
 * @param isShown whether the help of a command shows a flag
 */
export function registryOf(
  cli: Command,
  context: () => Context,
  add: typeof addStackFlags | undefined,
  isCalled: (command: string) => boolean,
  isShown: (command: string, flag: string) => boolean,
): Registry {
  return {
    cli,
    context,
    command: (name, description) => cli.command(name).description(description).exitOverride(),
    stackFlags: (target, wants) => (add && isCalled(target.name()) ? add(target, wants) : target),
    hideUnread: (target) => {
      const unread = target.options.filter(({ long }) => long != null && !isShown(target.name(), long));
      for (const option of unread) option.hideHelp();
    },
    does: <O>(target: Command, load: () => Promise<Action<O>>) => {
      target.action(async () => {
        const parsed: ParsedOptions = target.opts();
        const [run, { stackFlagValues }] = await Promise.all([load(), import('../options/flags.ts')]);
        await run(context(), stackFlagValues(target, parsed), parsed as O);
      });
    },
  };
}

/** Takes every use of a flag. */
export function repeated(value: string, before: string[] = []): string[] {
  return [...before, value];
}

export function addTargetFlag(command: Command): Command {
  return command.addOption(
    new Option('--target <TARGET>', 'what runs the stack').choices(RUN_TARGETS).default('compose'),
  );
}

/** The target that a command line names, or else the default. */
export function targetFromArguments(argv: readonly string[]): RunTarget {
  const named = argv.flatMap((word, index) =>
    word === '--target'
      ? [argv[index + 1]]
      : word.startsWith('--target=')
        ? [word.slice('--target='.length)]
        : [],
  );
  return RUN_TARGETS.find((target) => target === named.at(-1)) ?? 'compose';
}
