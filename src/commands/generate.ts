import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { givenValues } from '../config/given.ts';
import type { Context } from '../context.ts';
import { Failure } from '../errors.ts';
import { ENV_EXAMPLE_FILE, ENV_FILE, IGNORE_FILE, MANIFEST_FILE } from '../facts/fileNames.ts';
import { API_KEY_VARIABLE } from '../facts/weaviateVariables.ts';
import { writeAll } from '../files/atomicWrite.ts';
import { envFiles, isEnvVisibleToGit, missingInExample, readEnvFile } from '../files/envFile.ts';
import { finishInterruptedRun } from '../files/interruptedRun.ts';
import { manifestText, readManifest, staleFiles } from '../files/manifest.ts';
import { type PlannedFile, planDiff, planFiles } from '../files/plannedFiles.ts';
import { existingText } from '../files/regularFile.ts';
import type { FlagValues } from '../options/flags.ts';
import type { StackConfig } from '../options/table.ts';
import { envNeeds } from '../render/envText.ts';
import { renderFiles } from '../render/files.ts';
import type { RenderedFile } from '../render/template.ts';
import { configFileFor, contextForFiles, warnAboutIgnoredConfig } from '../saved/configLocation.ts';
import { configWithSources } from '../saved/load.ts';
import { isConfigNewer, planConfig, type SavedConfig, warnAboutUnsavedValues } from '../saved/saveConfig.ts';
import { loadAssets } from '../stub/bundledStub.ts';
import { allFiles, reportWritten, writtenJson } from './reportWritten.ts';

export interface GenerateOptions {
  readonly out?: string;
  readonly dryRun?: boolean;
  readonly stdout?: string;
  readonly force?: boolean;
  /** False for `--no-save`; true for `--save`, which writes bindstack.yaml even if it has no values. */
  readonly save?: boolean;
  readonly prune?: boolean;
  readonly rotateKeys?: boolean;
}

type CommandContext = Pick<Context, 'cwd' | 'env' | 'out' | 'configFile' | 'cleanUpOnSignal'>;

/** `bindstack generate`: writes the files of a stack. */
export async function generate(
  context: CommandContext,
  flags: FlagValues,
  options: GenerateOptions,
): Promise<void> {
  rejectSave(options);
  const root = resolve(context.cwd, options.out ?? '.');
  // Before bindstack.yaml is read: a killed run may have been writing it.
  await finishInterruptedRun(root);
  const fileContext = { ...contextForFiles(context, root), out: context.out };
  const { config, given } = await configWithSources(fileContext, flags);
  const configFile = configFileFor(context, root);
  await warnAboutIgnoredConfig(context, root, given);
  const files = renderFiles(config, await loadAssets(config));
  if (options.stdout !== undefined) {
    context.out.data(fileNamed(options.stdout, files).text);
    return;
  }
  const flagsAndVariables = givenValues(flags, context.env);
  const saved = await planConfig(root, configFile, given, flagsAndVariables, options);
  const plan = { ...(await planFor(root, files)), saved };
  const isNewer = await isConfigNewer(root, configFile, context.configFile !== undefined);
  // Loaded only if existing files could lose settings.
  const protection = plan.files.some(({ state }) => state === 'changed')
    ? await import('../saved/losses.ts')
    : undefined;
  const losses = protection?.unrequestedLosses(plan.files, given, isNewer) ?? [];
  const requested = (protection?.lossesIn(plan.files) ?? []).filter(
    ({ key }) => !losses.some((loss) => loss.key === key),
  );
  if (options.dryRun) {
    protection?.warnAboutLosses(context, losses);
    protection?.warnAboutKept(context, requested);
    dryRun(context, root, plan, config, options);
    return;
  }
  if (!options.force) refuseToOverwrite(plan.files, { suggestion: OVERWRITE_HINT });
  protection?.refuseLosses(losses);
  // From here on, an interruption does not stop the writing halfway.
  context.cleanUpOnSignal();
  await writePlan(root, plan, config, { env: context.env, rotateKeys: options.rotateKeys });
  if (options.prune) await removeStale(root, plan);
  else if (plan.stale.length > 0) {
    context.out.warn(
      `${plan.stale.join(', ')} ${plan.stale.length === 1 ? 'is' : 'are'} left over from an earlier configuration`,
      'run the same command with --prune to remove unedited files',
    );
  }
  await warnAboutEnvFiles(context, root, config);
  protection?.warnAboutKept(context, requested);
  warnAboutUnsavedValues(context, saved);
  reportWritten(context, root, plan, config);
}

/** Not declared as a conflict: commander would also reject `--no-save`, which `--stdout` implies. */
function rejectSave({ stdout, save }: GenerateOptions): void {
  if (stdout === undefined || save !== true) return;
  throw new Failure('usage', {
    code: 'conflicting-option',
    message: "option '--stdout <FILE>' cannot be used with option '--save'",
    suggestion: 'bindstack --help, or add --help to the command',
  });
}

export interface Plan {
  readonly files: readonly PlannedFile[];
  /** Unedited files of an earlier configuration that this one does not have. */
  readonly stale: readonly string[];
  /** Their hashes in the manifest. */
  readonly staleHashes: Readonly<Record<string, string>>;
  /** bindstack.yaml, if the values are saved. */
  readonly saved?: SavedConfig;
}

/** Compares the files with a directory, after finishing the writes of a killed run. */
export async function planFor(root: string, files: readonly RenderedFile[]): Promise<Plan> {
  await finishInterruptedRun(root);
  const manifest = await readManifest(root);
  const stale = await staleFiles(root, files, manifest);
  return {
    files: await planFiles(root, files, manifest),
    stale,
    staleHashes: Object.fromEntries(stale.map((path) => [path, manifest[path] ?? ''])),
  };
}

interface WriteOptions {
  /** The environment, from which credentials are taken that `.env` does not have yet. */
  readonly env?: Context['env'];
  readonly rotateKeys?: boolean | undefined;
}

/**
 * Writes the rendered files, their manifest, the API key if one is needed, and bindstack.yaml if the values are saved:
 * all of them, or none.
 */
export async function writePlan(
  root: string,
  { files, staleHashes, saved }: Plan,
  config: StackConfig,
  { env = {}, rotateKeys = false }: WriteOptions = {},
): Promise<void> {
  const needs = envNeeds(config);
  const secrets = needs ? await envFiles(root, { needs, env, rotate: rotateKeys }) : [];
  const manifest = { path: MANIFEST_FILE, text: manifestText(files, staleHashes, saved?.hash) };
  const current = await existingText(join(root, MANIFEST_FILE)).catch(() => undefined);
  const changed = [...files, ...(saved?.files ?? [])].filter(({ state }) => state !== 'unchanged');
  const written = changed.map(({ path, text, before }) => ({ path, text, before: before ?? null }));
  await writeAll(root, [...written, ...secrets, ...(current === manifest.text ? [] : [manifest])]);
}

/** Warns if the user's own files lack what the secrets need, and names the secrets that only the user knows. */
export async function warnAboutEnvFiles(
  { out }: Pick<Context, 'out'>,
  root: string,
  config: StackConfig,
): Promise<void> {
  const needs = envNeeds(config);
  if (!needs) return;
  const { apiKey, credentials } = needs;
  if (await isEnvVisibleToGit(root)) {
    const contents = [...(apiKey ? ['the API key'] : []), ...(credentials.length > 0 ? ['credentials'] : [])];
    out.warn(
      `${IGNORE_FILE} does not list ${ENV_FILE}, which contains ${contents.join(' and ')}`,
      `add the line ${ENV_FILE} to it before the next git add`,
    );
  }
  const unnamed = await missingInExample(root, needs);
  if (unnamed.length > 0) {
    out.warn(
      `${ENV_EXAMPLE_FILE} is your own file and was left alone; it does not name ${unnamed.join(' ')}`.replace(
        API_KEY_VARIABLE,
        'the API key',
      ),
      `add the line ${unnamed.map((name) => `${name}=`).join(' and ')} to it`,
    );
  }
  const env = await readEnvFile(root);
  const empty = credentials.filter((name) => !env[name]);
  if (empty.length > 0) {
    out.warn(
      `${ENV_FILE} does not have the credentials for backups yet: ${empty.join(' and ')} ${empty.length > 1 ? 'are' : 'is'} empty`,
      `set ${empty.length > 1 ? 'them' : 'it'} in ${join(root, ENV_FILE)}`,
    );
  }
}

/** Removes the unedited files of an earlier configuration, also from the manifest. */
export async function removeStale(root: string, { files, stale, saved }: Plan): Promise<void> {
  for (const path of stale) await rm(join(root, path), { force: true });
  await writeAll(root, [{ path: MANIFEST_FILE, text: manifestText(files, {}, saved?.hash) }]);
}

function fileNamed(name: string, files: readonly RenderedFile[]): RenderedFile {
  const found = files.find(({ path }) => path === name);
  if (found) return found;
  const secret = name === ENV_FILE;
  throw new Failure('usage', {
    code: 'no-such-file',
    message: secret
      ? `${ENV_FILE} contains secrets and is never printed`
      : `this configuration has no file ${name}`,
    suggestion: `use --stdout with one of ${files.map(({ path }) => path).join(', ')}`,
  });
}

/** Shows what would change: as data for programs, or among the wizard's questions. */
export function showDiff(
  { out }: Pick<Context, 'out'>,
  plan: readonly PlannedFile[],
  audience: 'programs' | 'people',
): void {
  const diff = plan.map(planDiff).join('');
  if (diff !== '') {
    if (audience === 'programs') out.diff(diff);
    else out.quote(diff.trimEnd());
  }
  const changes = plan.filter(({ state }) => state !== 'unchanged').length;
  out.say(changes === 0 ? 'Nothing would change.' : `${changes} of ${plan.length} files would be written.`);
}

/** Shows what the command would do without `--dry-run`. */
function dryRun(
  context: CommandContext,
  root: string,
  plan: Plan,
  config: StackConfig,
  { prune = false, rotateKeys = false }: GenerateOptions,
): void {
  const { out } = context;
  const files = allFiles(plan);
  const removed = prune ? plan.stale : [];
  if (out.json) {
    out.data(writtenJson(root, { files }, { removed, diff: files.map(planDiff).join('') }));
    return;
  }
  showDiff(context, files, 'programs');
  if (removed.length > 0) out.say(`${removed.join(', ')} would be removed.`);
  if (rotateKeys && config.weaviate.auth === 'api-key') out.say(`${ENV_FILE} would get a new key.`);
}

/** Lines of a diff in an error message. */
const SHOWN_DIFF_LINES = 20;

function firstLines(diff: string): string {
  const lines = diff.trimEnd().split('\n');
  const more = lines.length - SHOWN_DIFF_LINES;
  return more <= 1
    ? lines.join('\n')
    : [...lines.slice(0, SHOWN_DIFF_LINES), `… and ${more} more lines`].join('\n');
}

const OVERWRITE_HINT =
  'use --force to overwrite, --out DIR for another directory, or --dry-run to see every difference';

/** @throws Failure `would-overwrite` (refused) with the beginning of the first difference */
export function refuseToOverwrite(
  plan: readonly PlannedFile[],
  { suggestion }: { readonly suggestion: string },
): void {
  const foreign = plan.filter((file) => file.foreign);
  const [first] = foreign;
  if (!first) return;
  throw new Failure('refused', {
    code: 'would-overwrite',
    message: `${foreign.map(({ path }) => path).join(', ')} ${foreign.length === 1 ? 'already exists and differs' : 'already exist and differ'} from what bindstack wrote`,
    detail: `${firstLines(planDiff(first))}\nNothing was changed.`,
    suggestion,
  });
}
