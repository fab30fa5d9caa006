import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { Failure, reasonOf } from '../errors.ts';
import { CONFIG_FILE } from '../facts/fileNames.ts';
import { regularText } from '../files/regularFile.ts';
import { faultText, parseConfigFile } from './configFile.ts';
import type { GivenValues } from './source.ts';

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
