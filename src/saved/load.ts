import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { ConfigFinding } from '../config/conditions.ts';
import { faultText, parseConfigFile } from '../config/configFile.ts';
import type { GivenValues } from '../config/given.ts';
import { givenValues } from '../config/given.ts';
import { resolveConfig } from '../config/resolve.ts';
import { inFlags } from '../config/words.ts';
import type { Context } from '../context.ts';
import { Failure, reasonOf } from '../errors.ts';
import { CONFIG_FILE } from '../facts/fileNames.ts';
import { regularText } from '../files/regularFile.ts';
import type { FlagValues } from '../options/flags.ts';
import type { StackConfig } from '../options/table.ts';
import { withKeptSecrets } from './keptSecrets.ts';

/** The text of a configuration file; undefined if none was given and the directory has none. */
async function readConfigText(
  cwd: string,
  named: string | undefined,
): Promise<{ path: string; text: string } | undefined> {
  const path = named === undefined ? join(cwd, CONFIG_FILE) : resolve(cwd, named);
  try {
    // A file given with --config may be a pipe: `--config <(…)`.
    return { path, text: await (named === undefined ? regularText(path) : readFile(path, 'utf8')) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // If a part of the directory's path is a file, writing there will report it.
    const missing = code === 'ENOENT' || (code === 'ENOTDIR' && named === undefined);
    if (missing && named === undefined) return undefined;
    throw new Failure('usage', {
      code: 'no-config-file',
      message: missing ? `there is no file ${path}` : `cannot read ${path}`,
      detail: missing ? undefined : reasonOf(error),
      suggestion: 'use --config with an existing file, or create one: bindstack generate --save',
    });
  }
}

/**
 * The values of `--config FILE`, or of the bindstack.yaml of a directory if it has one.
 * @throws Failure `bad-config-file` (usage) that shows every error with its line
 */
export async function fileValues(cwd: string, named: string | undefined): Promise<GivenValues> {
  const file = await readConfigText(cwd, named);
  if (!file) return new Map();
  const name = basename(file.path);
  const { given, faults } = parseConfigFile(file.text, name);
  if (faults.length === 0) return given;
  throw new Failure('usage', {
    code: 'bad-config-file',
    message: `${file.path} has ${faults.length === 1 ? 'an error' : `${faults.length} errors`}`,
    detail: faultText(faults, file.text, name),
    suggestion: 'fix the lines shown above; all keys: bindstack config schema',
  });
}

type ConfigContext = Pick<Context, 'cwd' | 'env' | 'configFile'>;

/** The values given to a command by flags, environment and bindstack.yaml, in this order of precedence. */
export async function valuesFor(
  { cwd, env, configFile }: ConfigContext,
  flags: FlagValues,
): Promise<GivenValues> {
  const given = givenValues(flags, env);
  const file = await fileValues(cwd, configFile);
  return new Map([...(await withKeptSecrets(cwd, file, given)), ...given]);
}

/** Prints the warnings about a configuration. */
export function warnAbout({ out }: Pick<Context, 'out'>, warnings: readonly ConfigFinding[]): void {
  for (const { message, suggestion } of warnings) out.warn(inFlags(message), inFlags(suggestion));
}

/** The configuration for a command, with the values that it is based on; prints its warnings. */
export async function configWithSources(
  context: ConfigContext & Pick<Context, 'out'>,
  flags: FlagValues,
): Promise<{ config: StackConfig; given: GivenValues }> {
  const { config, given, warnings } = resolveConfig(await valuesFor(context, flags));
  warnAbout(context, warnings);
  return { config, given };
}

/** The configuration for a command; prints its warnings. */
export async function configFor(
  context: ConfigContext & Pick<Context, 'out'>,
  flags: FlagValues,
): Promise<StackConfig> {
  return (await configWithSources(context, flags)).config;
}
