import { Command } from 'commander';
import { givenValues } from '../../src/config/given.ts';
import { type ResolvedConfig, resolveConfig } from '../../src/config/resolve.ts';
import { addStackFlags, type FlagValues, stackFlagValues } from '../../src/options/flags.ts';
import type { StackConfig } from '../../src/options/table.ts';

/** The flag values that commander parses from a command line: words separated by spaces, or a list if a value contains spaces. */
export function flagValues(line: string | readonly string[]): FlagValues {
  const words = typeof line === 'string' ? line.split(' ').filter((word) => word !== '') : line;
  const command = addStackFlags(new Command())
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  command.parse(words, { from: 'user' });
  return stackFlagValues(command, command.opts());
}

/** The configuration from a command line and an environment, with warnings. */
export function resolved(
  line: string | readonly string[],
  env: Readonly<Record<string, string>> = {},
): ResolvedConfig {
  return resolveConfig(givenValues(flagValues(line), env));
}

/** The configuration from a command line. */
export function configOf(line: string | readonly string[] = ''): StackConfig {
  return resolved(line).config;
}
