import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { GivenValues } from '../config/given.ts';
import type { Context } from '../context.ts';
import { CONFIG_FILE, MANIFEST_FILE } from '../facts/fileNames.ts';
import { optionOf } from '../options/table.ts';
import { textFromValue } from '../options/text.ts';
import { fileValues } from './load.ts';

type ConfigContext = Pick<Context, 'cwd' | 'configFile'>;

/** What reading a configuration takes. Copying more of a context would also create its signal. */
type ReadContext = ConfigContext & Pick<Context, 'env'>;

/**
 * The configuration file that applies to a directory of generated files: `--config FILE`, else the bindstack.yaml in
 * that directory, else the one in the current directory. The last is not used if generated files are beside it, because
 * then it belongs to another stack.
 */
export function configFileFor({ cwd, configFile }: ConfigContext, root: string): string | undefined {
  if (configFile !== undefined) return resolve(cwd, configFile);
  const beside = join(root, CONFIG_FILE);
  if (existsSync(beside)) return beside;
  const here = join(cwd, CONFIG_FILE);
  return root !== cwd && existsSync(here) && !hasOwnStack(cwd) ? here : undefined;
}

function hasOwnStack(directory: string): boolean {
  return existsSync(join(directory, MANIFEST_FILE));
}

/**
 * The context in which a command for the files of `root` reads its configuration: as if it were called in the directory
 * of the configuration file or, without one, in `root`.
 */
export function contextForFiles(context: ReadContext, root: string): ReadContext {
  const { env, configFile } = context;
  const path = configFileFor(context, root);
  // Without `--config`, configFile stays unset: only a file given there may be a pipe, and must exist.
  if (configFile !== undefined) return { env, configFile: path, cwd: root };
  return { env, configFile, cwd: path === undefined ? root : dirname(path) };
}

/** Warns if the bindstack.yaml of the current directory is ignored although it has other values than the one in use. */
export async function warnAboutIgnoredConfig(
  context: ConfigContext & Pick<Context, 'out'>,
  root: string,
  given: GivenValues,
): Promise<void> {
  const { cwd, configFile, out } = context;
  const here = join(cwd, CONFIG_FILE);
  const read = configFileFor(context, root);
  if (configFile !== undefined || read === undefined || read === here) return;
  if (!existsSync(here) || hasOwnStack(cwd)) return;
  const values = await fileValues(cwd, undefined).catch((): GivenValues => new Map());
  const others = [...values].filter(([key, { value }]) => {
    const used = given.get(key);
    if (used?.source === 'flag' || used?.source === 'environment') return false;
    return textFromValue(used?.value ?? optionOf(key).default) !== textFromValue(value);
  });
  if (others.length === 0) return;
  out.warn(
    `${here} is ignored: ${read} is used instead, and differs in ${others.map(([key]) => key).join(', ')}`,
    `to use the values of ${here}, add --config ${CONFIG_FILE}`,
  );
}
