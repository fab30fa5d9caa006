import type { Context } from '../context.ts';
import type { StackConfig } from '../options/table.ts';
import { type FlagValues, givenValues } from './given.ts';
import { resolveConfig } from './resolve.ts';

/** The configuration for a command; its warnings are shown. */
export function configFor({ env, out }: Pick<Context, 'env' | 'out'>, flags: FlagValues): StackConfig {
  const { config, warnings } = resolveConfig(givenValues(flags, env));
  for (const { message, suggestion } of warnings) out.warn(message, suggestion);
  return config;
}
