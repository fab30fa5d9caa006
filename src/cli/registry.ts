import { type Command, Option } from 'commander';
import type { Context } from '../context.ts';
import { addStackFlags, type FlagValues, type ParsedOptions, stackFlagValues } from '../options/flags.ts';
import { RELEASE_FLAGS, RUN_TARGETS, type RunTarget } from '../options/runTargets.ts';
import { PLACE_FLAGS } from '../terminal/pasteable.ts';

/** @param words the arguments of the command */
export type Action<O> = (
  context: Context,
  flags: FlagValues,
  options: O,
  ...words: string[]
) => Promise<void>;

/** Options that some commands have, and that say where their stack is. */
export interface OwnOptions {
  /** `--out`. */
  readonly out?: string | undefined;
  /** `--target`, if it says where a stack runs. */
  readonly target?: RunTarget | undefined;
  /** The values of other flags that lead to it: `--url`, `--collection`, … */
  readonly place?: ReadonlyMap<string, string>;
}

/** The functions with which commands are declared. */
export interface Registry {
  readonly cli: Command;
  /** The context of a command; available once the global options are known. */
  readonly context: (own?: OwnOptions) => Context;
  command(name: string, description: string): Command;
  /** Adds the flags of the option table to a command if it is called; with `includes`, only those of some keys. */
  stackFlags(command: Command, includes?: (key: string) => boolean): Command;
  /** Hides flags that the target does not read from a command's help. They are still parsed, to report that they have no effect. */
  hideUnread(command: Command): void;
  /** Sets the action of a command; its module is loaded when the command is called. */
  onCall<O>(target: Command, load: () => Promise<Action<O>>): void;
}

/**
 * @param isCalled whether a command may be the one that is called
 * @param isNeeded whether a flag of the option table is added to it
 * @param isShown whether the help of a command shows a flag
 */
export function registryOf(
  cli: Command,
  context: Registry['context'],
  isCalled: (command: string) => boolean,
  isNeeded: (flag: string) => boolean,
  isShown: (command: string, flag: string) => boolean,
): Registry {
  return {
    cli,
    context,
    command: (name, description) => cli.command(name).description(description).exitOverride(),
    stackFlags: (target, includes = () => true) =>
      isCalled(target.name())
        ? addStackFlags(target, ({ key, option }) => includes(key) && isNeeded(option.flag))
        : target,
    hideUnread: (target) => {
      const unread = target.options.filter(({ long }) => long != null && !isShown(fullName(target), long));
      for (const option of unread) option.hideHelp();
    },
    onCall: <O>(target: Command, load: () => Promise<Action<O>>) => {
      target.action(async (...given: unknown[]) => {
        const words = given.flat().filter((word) => typeof word === 'string');
        const parsed: ParsedOptions = target.opts();
        const run = await load();
        await run(
          context(ownOptions(fullName(target), parsed)),
          stackFlagValues(target, parsed),
          parsed as O,
          ...words,
        );
      });
    },
  };
}

/**
 * Sets the action of a command that may start something, or leave something half done: it handles signals from the start,
 * and cleans up when interrupted. Flags that the target does not read are hidden.
 */
export function onCallInterruptible<O>(
  registry: Pick<Registry, 'hideUnread' | 'onCall'>,
  target: Command,
  load: () => Promise<Action<O>>,
): void {
  registry.hideUnread(target);
  registry.onCall<O>(target, async () => {
    const run = await load();
    return async (context, flags, options, ...words) => {
      context.cleanUpOnSignal();
      await run(context, flags, options, ...words);
    };
  });
}

/** `backup create`: the name with that of its group. */
function fullName(command: Command): string {
  const group = command.parent?.parent ? `${command.parent.name()} ` : '';
  return group + command.name();
}

function ownOptions(command: string, parsed: ParsedOptions): OwnOptions {
  const { out, target } = parsed;
  const place = [...PLACE_FLAGS].flatMap(([flag, commands]) => {
    const isRead = commands.has(command) && (target === 'helm' || !RELEASE_FLAGS.includes(flag));
    if (!isRead) return [];
    // A flag of the option table has a list of texts.
    const [value] = [parsed[new Option(flag).attributeName()]].flat();
    return typeof value === 'string' ? [[flag, value] as const] : [];
  });
  return {
    place: new Map(place),
    out: typeof out === 'string' ? out : undefined,
    // A list of targets are those of the files, not where a stack runs.
    target: RUN_TARGETS.find((one) => one === target),
  };
}

/** The flags that say where a stack is. */
export function addPlaceFlags(command: Command): Command {
  return addTargetFlag(command)
    .option('--url <URL>', 'REST URL of Weaviate, for a stack that bindstack did not start')
    .option('--api-key-env <NAME>', 'environment variable with the API key')
    .option('--ca <FILE>', 'certificates to trust, for TLS with your own certificate authority');
}

/** `--progress`. */
export function progressFlag(): Option {
  const description = 'progress as text, or as json: one event per line on standard error';
  return new Option('--progress <MODE>', description).choices(['text', 'json']);
}

/** Collects the values of a repeatable flag. */
export function repeated(value: string, before: string[] = []): string[] {
  return [...before, value];
}

export function addTargetFlag(command: Command): Command {
  return command.addOption(
    new Option('--target <TARGET>', 'where the stack runs').choices(RUN_TARGETS).default('compose'),
  );
}

/** The target in the arguments, or the default. */
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
