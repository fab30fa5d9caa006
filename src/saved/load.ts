import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { faultText, parseConfigFile } from '../config/configFile.ts';
import type { GivenValues } from '../config/given.ts';
import { givenValues } from '../config/given.ts';
import { resolveConfig } from '../config/resolve.ts';
import type { Context } from '../context.ts';
import { Failure, reasonOf } from '../errors.ts';
import { CONFIG_FILE } from '../facts/fileNames.ts';
import { regularText } from '../files/regularFile.ts';
import type { FlagValues } from '../options/flags.ts';
import type { StackConfig } from '../options/table.ts';
import { withKeptSecrets } from './keptSecrets.ts';

/** The text of a configuration file; undefined where none was named and none lies in the directory. */
async function readConfigText(
  cwd: string,
  named: string | undefined,
): Promise<{ path: string; text: string } | undefined> {
  const path = named === undefined ? join(cwd, CONFIG_FILE) : resolve(cwd, named);
  try {
    // One that was named may be a pipe: `--config <(…)`.
    return { path, text: await (named === undefined ? regularText(path) : readFile(path, 'utf8')) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // A file in the place of a directory is a matter of whoever writes there.
    const missing = code === 'ENOENT' || (code === 'ENOTDIR' && named === undefined);
    if (missing && named === undefined) return undefined;
    throw new Failure('usage', {
      code: 'no-config-file',
      message: missing ? `there is no file ${path}` : `cannot read ${path}`,
      detail: missing ? undefined : reasonOf(error),
      suggestion: '--config FILE with an existing file, or bindstack generate --save to make one',
    });
  }
}

/**
 * The values of `--config FILE`, or of the bindstack.yaml of a directory if it has one.
 * @throws Failure `bad-config-file` (usage) that shows every fault at its line
 */
export async function fileValues(cwd: string, named: string | undefined): Promise<GivenValues> {
  const file = await readConfigText(cwd, named);
  if (!file) return new Map();
  const name = basename(file.path);
  const { given, faults } = parseConfigFile(file.text, name);
  if (faults.length === 0) return given;
  throw new Failure('usage', {
    code: 'bad-config-file',
    message: `${file.path} has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}`,
    detail: faultText(faults, file.text, name),
    suggestion: 'mend the lines that are shown; bindstack config schema lists every key',
  });
}

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
