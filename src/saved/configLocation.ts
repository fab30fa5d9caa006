import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { GivenValues } from '../config/given.ts';
import type { Context } from '../context.ts';
import { CONFIG_FILE, MANIFEST_FILE } from '../facts/fileNames.ts';
import { optionOf } from '../options/table.ts';
import { textFromValue } from '../options/text.ts';
import { fileValues } from './load.ts';

type Needs = Pick<Context, 'cwd' | 'configFile'>;

/**
 * The file that a command for the files of a directory starts from: `--config FILE`, or else the bindstack.yaml beside
 * the files, or else the one where the command was called, if that has no files of its own beside it: then it is the
 * memory of another stack.
 */
export function configFileFor({ cwd, configFile }: Needs, root: string): string | undefined {
  if (configFile !== undefined) return resolve(cwd, configFile);
  const beside = join(root, CONFIG_FILE);
  if (existsSync(beside)) return beside;
  const here = join(cwd, CONFIG_FILE);
  return root !== cwd && existsSync(here) && !hasOwnStack(cwd) ? here : undefined;
}

function hasOwnStack(directory: string): boolean {
  return existsSync(join(directory, MANIFEST_FILE));
}

/** The same command as seen from where its description is, if it has one: from the directory of the files. */
export function contextForFiles<N extends Needs>(context: N, root: string): N {
  const description = configFileFor(context, root);
  // One that was not named is left unnamed: only what somebody names may be a pipe, and must be there.
  if (context.configFile !== undefined) return { ...context, configFile: description, cwd: root };
  return { ...context, cwd: description === undefined ? root : dirname(description) };
}

/** Says where the bindstack.yaml of the current directory has other values than the one beside the files. */
export async function warnAboutIgnoredConfig(
  context: Needs & Pick<Context, 'out'>,
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
    `${here} is not read: ${read} is, and says something else for ${others.map(([key]) => key).join(', ')}`,
    `--config ${CONFIG_FILE} for the values of ${here}`,
  );
}
