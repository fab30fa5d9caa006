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

/** How bindstack.yaml is to be kept. */
export interface SaveOptions {
  /** `--save`: also where every value is the default; `--no-save`: not at all. */
  readonly save?: boolean;
  readonly force?: boolean;
}

/** What a run leaves in bindstack.yaml, beside the files that it writes. */
export interface SavedConfig {
  /** bindstack.yaml and its schema, as far as they are written. */
  readonly files: readonly PlannedFile[];
  /** For the manifest: sha256 of the bindstack.yaml that then says what the files were made from. */
  readonly hash: string | undefined;
  readonly memory: Pick<SavedValues, 'unused' | 'secrets'>;
  /** Why the bindstack.yaml of the directory stays as it is, though it says something else. */
  readonly notUpdated?: string;
}

const NOTHING_SAVED: SavedConfig = { files: [], hash: undefined, memory: { unused: [], secrets: [] } };

/** The text of bindstack.yaml with these values. What edits one that exists is read only then: it is large. */
export async function configFileText(before: string | undefined, values: Values): Promise<string> {
  if (before === undefined) return printedConfig(undefined, values);
  const { editedConfig } = await import('../config/editConfig.ts');
  return editedConfig(before, values);
}

/**
 * Plans what bindstack.yaml is to say.
 * @param read the file that the run has started from
 * @param given all that counts, of every source
 * @param requested flags and variables, as they were given
 * @throws Failure `would-overwrite` (refused) for `--save` over a bindstack.yaml that the run has not read
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
  const parsed = parseConfigFile(before ?? '');
  const isReadable = parsed.faults.length === 0;
  const unset = new Set([...requested].filter(([, { value }]) => value === '').map(([key]) => key));
  const { values, unused, secrets } = valuesToSave(given, unset, isReadable ? parsed.given : new Map());
  const text = await configFileText(isReadable ? before : undefined, values);
  if (before !== undefined && before !== text && read !== target && !force) {
    // As bindstack has written it, there is nothing of the user's in it.
    if ((await readConfigHash(root)) !== sha256(before)) {
      if (save) throw wouldOverwrite(target, root);
      return { ...NOTHING_SAVED, notUpdated: target };
    }
  }
  const isWritten = before !== text && (before !== undefined || values.size > 0 || save === true);
  const files = isWritten || before !== undefined ? [{ path: CONFIG_FILE, text }] : [];
  const planned = await planFiles(root, [...files, ...(await schemaFiles(root, isWritten))], {});
  const hash = sha256(isWritten ? text : (before ?? ''));
  return { files: planned, hash, memory: { unused, secrets: requested.has(ENV_KEY) ? secrets : [] } };
}

/** The schema goes with a bindstack.yaml that is written, and is kept up to date where it is. */
async function schemaFiles(root: string, isWritten: boolean) {
  if (!isWritten && (await existingText(join(root, SCHEMA_FILE))) === undefined) return [];
  return [{ path: SCHEMA_FILE, text: `${JSON.stringify(configJsonSchema(), null, 2)}\n` }];
}

function wouldOverwrite(target: string, root: string): Failure {
  return new Failure('refused', {
    code: 'would-overwrite',
    message: `${target} exists, and its values are not those of this run`,
    detail: 'Nothing was changed.',
    suggestion: `--cwd ${root} to go on from it, or --force to replace it`,
  });
}

/** Says what bindstack.yaml does not keep. */
export function warnAboutUnsavedValues(
  { out }: Pick<Context, 'out'>,
  { memory: { unused, secrets }, notUpdated }: SavedConfig,
): void {
  if (unused.length > 0) {
    out.warn(
      `${CONFIG_FILE} no longer has ${unused.join(', ')}: with the other values, nothing reads ${unused.length === 1 ? 'it' : 'them'}`,
    );
  }
  if (secrets.length > 0) {
    out.warn(
      `${secrets.join(', ')} may be secret and ${secrets.length === 1 ? 'is' : 'are'} not kept in ${CONFIG_FILE}; the generated files hold ${secrets.length === 1 ? 'it' : 'them'} as plain text`,
      'keep these files out of version control, or use compose.override.yaml and values-override.yaml',
    );
  }
  if (notUpdated !== undefined) {
    out.warn(
      `${notUpdated} stays as it is, and says something else than these files`,
      '--save --force to put the values of this run into it, or the same --config for every command here',
    );
  }
}

/**
 * Whether what a description says was said after the files of a directory were made: it was changed since, or it is
 * another one that was named. Files of an earlier version, and of `--no-save`, do not tell.
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
