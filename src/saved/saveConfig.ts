import { join, resolve } from 'node:path';
import { parseConfigFile } from '../config/configFile.ts';
import { printedConfig, type Values } from '../config/configText.ts';
import type { GivenValues } from '../config/given.ts';
import { ENV_KEY, type SavedValues, valuesToSave } from '../config/valuesToSave.ts';
import type { Context } from '../context.ts';
import { Failure } from '../errors.ts';
import { CONFIG_FILE, SCHEMA_FILE } from '../facts/fileNames.ts';
import { readConfigHash, sha256 } from '../files/manifest.ts';
import { type PlannedFile, planFiles } from '../files/plannedFiles.ts';
import { existingText } from '../files/regularFile.ts';
import { configJsonSchema } from '../options/jsonSchema.ts';

/** Whether and how to write bindstack.yaml. */
export interface SaveOptions {
  /** `--save`: write it even if all values are defaults; `--no-save`: never write it. */
  readonly save?: boolean;
  readonly force?: boolean;
}

/** What a run writes to bindstack.yaml, in addition to the generated files. */
export interface SavedConfig {
  /** bindstack.yaml and its schema, if they are written. */
  readonly files: readonly PlannedFile[];
  /** For the manifest: sha256 of the bindstack.yaml that describes the generated files. */
  readonly hash: string | undefined;
  readonly omitted: Pick<SavedValues, 'unused' | 'secrets'>;
  /** Path of a bindstack.yaml that is not updated although it has other values. */
  readonly notUpdated?: string;
}

const NOTHING_SAVED: SavedConfig = { files: [], hash: undefined, omitted: { unused: [], secrets: [] } };

/** The text of bindstack.yaml with these values. The editor of existing files is large and loaded only if needed. */
export async function configFileText(before: string | undefined, values: Values): Promise<string> {
  if (before === undefined) return printedConfig(undefined, values);
  const { editedConfig } = await import('../config/editConfig.ts');
  return editedConfig(before, values);
}

/**
 * Plans the new content of bindstack.yaml.
 * @param read the configuration file that the run has read
 * @param given all effective values, from every source
 * @param requested the values given by flags and environment variables
 * @throws Failure `would-overwrite` (refused) if `--save` would overwrite a bindstack.yaml that the run has not read
 */
export async function planConfig(
  root: string,
  read: string | undefined,
  given: GivenValues,
  requested: GivenValues,
  { save, force = false }: SaveOptions,
): Promise<SavedConfig> {
  if (save === false) return NOTHING_SAVED;
  const target = join(root, CONFIG_FILE);
  const before = await existingText(target);
  if (before === undefined && given.size === 0 && save !== true)
    return { ...NOTHING_SAVED, hash: sha256('') };
  const parsed = parseConfigFile(before ?? '');
  const isReadable = parsed.faults.length === 0;
  const unset = new Set([...requested].filter(([, { value }]) => value === '').map(([key]) => key));
  const { values, unused, secrets } = valuesToSave(given, unset, isReadable ? parsed.given : new Map());
  const text = await configFileText(isReadable ? before : undefined, values);
  if (before !== undefined && before !== text && read !== target && !force) {
    // A file that is exactly as bindstack wrote it contains no work of the user.
    if ((await readConfigHash(root)) !== sha256(before)) {
      if (save) throw wouldOverwrite(target, root);
      return { ...NOTHING_SAVED, notUpdated: target };
    }
  }
  const isWritten = before !== text && (before !== undefined || values.size > 0 || save === true);
  const files = isWritten || before !== undefined ? [{ path: CONFIG_FILE, text }] : [];
  const planned = await planFiles(root, [...files, ...(await schemaFiles(root, isWritten))], {});
  const hash = sha256(isWritten ? text : (before ?? ''));
  return { files: planned, hash, omitted: { unused, secrets: requested.has(ENV_KEY) ? secrets : [] } };
}

/** The JSON schema: written together with bindstack.yaml, and kept up to date if it exists. */
async function schemaFiles(root: string, isWritten: boolean) {
  if (!isWritten && (await existingText(join(root, SCHEMA_FILE))) === undefined) return [];
  return [{ path: SCHEMA_FILE, text: `${JSON.stringify(configJsonSchema(), null, 2)}\n` }];
}

function wouldOverwrite(target: string, root: string): Failure {
  return new Failure('refused', {
    code: 'would-overwrite',
    message: `${target} exists, but this run did not use its values`,
    detail: 'Nothing was changed.',
    suggestion: `use --cwd ${root} to start from its values, or --force to replace it`,
  });
}

/** Warns about values that are not saved in bindstack.yaml. */
export function warnAboutUnsavedValues(
  { out }: Pick<Context, 'out'>,
  { omitted: { unused, secrets }, notUpdated }: SavedConfig,
): void {
  if (unused.length > 0) {
    out.warn(
      `removed ${unused.join(', ')} from ${CONFIG_FILE}: ${unused.length === 1 ? 'it has' : 'they have'} no effect with the other values`,
    );
  }
  if (secrets.length > 0) {
    out.warn(
      `${secrets.join(', ')} may be secret and ${secrets.length === 1 ? 'is' : 'are'} not saved in ${CONFIG_FILE}; the generated files contain ${secrets.length === 1 ? 'it' : 'them'} in plain text`,
      'keep these files out of version control, or use compose.override.yaml and values-override.yaml',
    );
  }
  if (notUpdated !== undefined) {
    out.warn(
      `${notUpdated} was not updated and differs from these files`,
      'save the values of this run with --save --force, or pass the same --config to every command here',
    );
  }
}

/**
 * Whether a configuration file has values that the files of a directory were not generated from: it was edited since, or
 * another file was given with `--config`. Always false for files of older versions and of `--no-save`.
 */
export async function isConfigNewer(
  root: string,
  read: string | undefined,
  isNamed: boolean,
): Promise<boolean> {
  const hash = await readConfigHash(root);
  if (hash === undefined || read === undefined) return false;
  if (read !== resolve(root, CONFIG_FILE)) return isNamed;
  return sha256((await existingText(read)) ?? '') !== hash;
}
