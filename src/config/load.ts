import type { Context } from '../context.ts';
import type { StackConfig } from '../options/table.ts';
import { type FlagValues, givenValues } from './given.ts';
import { withKeptSecrets } from './keptSecrets.ts';
import { fileValues } from './loadFile.ts';
import { resolveConfig } from './resolve.ts';
import type { GivenValues } from './source.ts';

type Needs = Pick<Context, 'cwd' | 'env' | 'configFile'>;

/** What was given to a command by flags, environment and bindstack.yaml, in this precedence. */
export async function valuesFor({ cwd, env, configFile }: Needs, flags: FlagValues): Promise<GivenValues> {
  const given = givenValues(flags, env);
  const file = await fileValues(cwd, configFile);
  return new Map([...(await withKeptSecrets(cwd, file, given)), ...given]);
}

/** The configuration for a command, with what it was made from; its warnings are shown. */
export async function configWithSources(
  context: Needs & Pick<Context, 'out'>,
  flags: FlagValues,
): Promise<{ config: StackConfig; given: GivenValues }> {
  const { config, given, warnings } = resolveConfig(await valuesFor(context, flags));
  for (const { message, suggestion } of warnings) context.out.warn(message, suggestion);
  return { config, given };
}

/** The configuration for a command; its warnings are shown. */
export async function configFor(
  context: Needs & Pick<Context, 'out'>,
  flags: FlagValues,
): Promise<StackConfig> {
  return (await configWithSources(context, flags)).config;
}
