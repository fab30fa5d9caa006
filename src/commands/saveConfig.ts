import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CONFIG_FILE, parseConfigFile } from '../config/configFile.ts';
import { configFileText, SCHEMA_FILE } from '../config/saveFile.ts';
import type { GivenValues } from '../config/source.ts';
import type { Context } from '../context.ts';
import { Failure } from '../errors.ts';
import type { FileToWrite } from '../files/atomicWrite.ts';
import { regularText } from '../files/regularFile.ts';
import { configJsonSchema } from '../options/jsonSchema.ts';

/** A bindstack.yaml that this run has not read would lose what it says. */
export async function refuseUnread(
  { cwd, configFile }: Pick<Context, 'cwd' | 'configFile'>,
  root: string,
): Promise<void> {
  const target = join(root, CONFIG_FILE);
  const read = configFile === undefined ? join(cwd, CONFIG_FILE) : resolve(cwd, configFile);
  if (target === read || !existsSync(target)) return;
  throw new Failure('refused', {
    code: 'would-overwrite',
    message: `${target} exists, and its values are not those of this run`,
    detail: 'Nothing was changed.',
    suggestion: `--cwd ${root} to go on from it, or --force to replace it`,
  });
}

/** bindstack.yaml with these values, and its schema. */
export async function savedFiles(root: string, given: GivenValues): Promise<FileToWrite[]> {
  const before = await regularText(join(root, CONFIG_FILE)).catch(() => undefined);
  const values = new Map([...given].map(([key, { value }]) => [key, value]));
  return [
    // One with faults is replaced, where that was asked for.
    { path: CONFIG_FILE, text: configFileText(isReadable(before) ? before : undefined, values) },
    { path: SCHEMA_FILE, text: `${JSON.stringify(configJsonSchema(), null, 2)}\n` },
  ];
}

function isReadable(text: string | undefined): boolean {
  return text !== undefined && parseConfigFile(text).faults.length === 0;
}
