import { type Command, Option } from 'commander';
import type { FlagValues } from '../config/given.ts';
import type { Context } from '../context.ts';
import type { RunTarget } from '../launch/runTarget.ts';
import { type ParsedOptions, stackFlagValues } from '../options/flags.ts';

export type Action<O> = (context: Context, flags: FlagValues, options: O) => Promise<void>;

/** What the tables of commands are made with. */
export interface Registry {
  readonly cli: Command;
  /** What a command may touch, once the global options are known. */
  readonly context: () => Context;
  command(name: string, description: string): Command;
  /** What happens when a command is called: its options are told apart, its module is read, it runs. */
  does<O>(target: Command, load: () => Promise<Action<O>>): void;
}

export function registryOf(cli: Command, context: () => Context): Registry {
  return {
    cli,
    context,
    command: (name, description) => cli.command(name).description(description).exitOverride(),
    does: <O>(target: Command, load: () => Promise<Action<O>>) => {
      target.action(async () => {
        const parsed: ParsedOptions = target.opts();
        const run = await load();
        await run(context(), stackFlagValues(target, parsed), parsed as O);
      });
    },
  };
}

/** Takes every use of a flag. */
export function repeated(value: string, before: string[] = []): string[] {
  return [...before, value];
}

const RUN_TARGETS: readonly RunTarget[] = ['compose', 'helm', 'embedded'];

export function runTarget(command: Command): Command {
  return command.addOption(
    new Option('--target <TARGET>', 'what runs the stack').choices(RUN_TARGETS).default('compose'),
  );
}
