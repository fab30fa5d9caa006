import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { FlagValues } from '../config/given.ts';
import { configWithSources } from '../config/load.ts';
import type { GivenValues } from '../config/source.ts';
import type { Context } from '../context.ts';
import { Failure } from '../errors.ts';
import { writeAll } from '../files/atomicWrite.ts';
import { envFiles, isKeyVisibleToGit } from '../files/envFile.ts';
import { finishInterrupted } from '../files/interrupted.ts';
import { manifestText, readManifest } from '../files/manifest.ts';
import { type PlannedFile, planDiff, planFiles } from '../files/plan.ts';
import { staleFiles } from '../files/stale.ts';
import { loadAssets } from '../inference/asset.ts';
import type { StackConfig } from '../options/table.ts';
import { ENV_FILE, IGNORE_FILE } from '../render/envText.ts';
import { type RenderedFile, renderFiles } from '../render/files.ts';
import { MANIFEST_FILE } from '../render/manifest.ts';
import { MODALITIES } from '../stack/modalities.ts';
import { refuseUnread, savedFiles } from './saveConfig.ts';

export interface GenerateOptions {
  readonly out?: string;
  readonly dryRun?: boolean;
  readonly stdout?: string;
  readonly force?: boolean;
  readonly save?: boolean;
  readonly prune?: boolean;
  readonly rotateKeys?: boolean;
}

type Needs = Pick<Context, 'cwd' | 'env' | 'out' | 'configFile'>;

/** `bindstack generate`: from options to files. */
export async function generate(context: Needs, flags: FlagValues, options: GenerateOptions): Promise<void> {
  const root = resolve(context.cwd, options.out ?? '.');
  // Before bindstack.yaml is read, which may be among the files that a killed run was writing.
  await finishInterrupted(root);
  const { config, given } = await configWithSources(context, flags);
  const files = renderFiles(config, await loadAssets(config));
  if (options.stdout !== undefined) {
    context.out.data(fileNamed(options.stdout, files).text);
    return;
  }
  const plan = await planFor(root, files);
  if (options.dryRun) {
    await dryRun(context, root, plan, config, options.save ? given : undefined, options);
    return;
  }
  refuseForeign(plan.files, options.force ?? false);
  if (options.save && !options.force) await refuseUnread(context, root);
  await writePlan(root, plan, config, options.save ? given : undefined, options.rotateKeys);
  if (options.prune) await removeStale(root, plan);
  else if (plan.stale.length > 0) {
    context.out.warn(
      `${plan.stale.join(', ')} ${plan.stale.length === 1 ? 'is' : 'are'} left from an earlier configuration`,
      'the same command with --prune removes what nobody has edited',
    );
  }
  if (config.weaviate.auth === 'api-key' && (await isKeyVisibleToGit(root))) {
    context.out.warn(
      `${IGNORE_FILE} does not name ${ENV_FILE}, which holds the key`,
      `a line ${ENV_FILE} in it, before the next git add`,
    );
  }
  reportWritten(context, root, plan, config);
}

export interface Plan {
  readonly files: readonly PlannedFile[];
  /** Unedited files of an earlier configuration, which this one does not have. */
  readonly stale: readonly string[];
  /** What the manifest knows of them. */
  readonly staleHashes: Readonly<Record<string, string>>;
}

/** What writing the files would do to a directory, once what a killed run has begun there is finished. */
export async function planFor(root: string, files: readonly RenderedFile[]): Promise<Plan> {
  await finishInterrupted(root);
  const manifest = await readManifest(root);
  const stale = await staleFiles(root, files, manifest);
  return {
    files: await planFiles(root, files, manifest),
    stale,
    staleHashes: Object.fromEntries(stale.map((path) => [path, manifest[path] ?? ''])),
  };
}

/**
 * Writes rendered files, the manifest that remembers them, the key where one is needed, and bindstack.yaml
 * where values are to be saved: all or none.
 */
export async function writePlan(
  root: string,
  { files, staleHashes }: Plan,
  config: StackConfig,
  save?: GivenValues,
  rotateKeys = false,
): Promise<void> {
  const secrets = config.weaviate.auth === 'api-key' ? await envFiles(root, rotateKeys) : [];
  const saved = save ? await savedFiles(root, save) : [];
  const manifest = { path: MANIFEST_FILE, text: manifestText(files, staleHashes) };
  await writeAll(root, [...files.map(({ path, text }) => ({ path, text })), ...secrets, ...saved, manifest]);
}

/** Removes the unedited files of an earlier configuration, and forgets them. */
export async function removeStale(root: string, { files, stale }: Plan): Promise<void> {
  for (const path of stale) await rm(join(root, path), { force: true });
  await writeAll(root, [{ path: MANIFEST_FILE, text: manifestText(files) }]);
}

function fileNamed(name: string, files: readonly RenderedFile[]): RenderedFile {
  const found = files.find(({ path }) => path === name);
  if (found) return found;
  const secret = name === ENV_FILE;
  throw new Failure('usage', {
    code: 'no-such-file',
    message: secret
      ? `${ENV_FILE} holds a key and is never printed`
      : `this configuration has no file ${name}`,
    suggestion: `--stdout with one of ${files.map(({ path }) => path).join(', ')}`,
  });
}

/** Shows what would change: as data for programs, among the questions for people. */
export function showDiff(
  { out }: Pick<Context, 'out'>,
  plan: readonly PlannedFile[],
  audience: 'programs' | 'people',
): void {
  const diff = plan.map(planDiff).join('');
  if (diff !== '') {
    if (audience === 'programs') out.show(diff);
    else out.say(diff.trimEnd());
  }
  const changes = plan.filter(({ state }) => state !== 'unchanged').length;
  out.say(changes === 0 ? 'Nothing would change.' : `${changes} of ${plan.length} files would be written.`);
}

/** What the same command without `--dry-run` would do to the directory, with all that it was asked for. */
async function dryRun(
  context: Needs,
  root: string,
  plan: Plan,
  config: StackConfig,
  save: GivenValues | undefined,
  { prune = false, rotateKeys = false }: GenerateOptions,
): Promise<void> {
  const { out } = context;
  const saved = save ? await planFiles(root, await savedFiles(root, save), {}) : [];
  const files = [...plan.files, ...saved];
  const removed = prune ? plan.stale : [];
  if (out.json) {
    out.data(written(root, { files }, { removed, diff: files.map(planDiff).join('') }));
    return;
  }
  showDiff(context, files, 'programs');
  if (removed.length > 0) out.say(`${removed.join(', ')} would be removed.`);
  if (rotateKeys && config.weaviate.auth === 'api-key') out.say(`${ENV_FILE} would get a new key.`);
}

/** Lines of a diff that an error message shows. */
const SHOWN = 20;

function beginning(diff: string): string {
  const lines = diff.trimEnd().split('\n');
  const more = lines.length - SHOWN;
  return more <= 1 ? lines.join('\n') : [...lines.slice(0, SHOWN), `… and ${more} more lines`].join('\n');
}

function refuseForeign(plan: readonly PlannedFile[], force: boolean): void {
  const foreign = plan.filter((file) => file.foreign);
  const [first] = foreign;
  if (!first || force) return;
  throw new Failure('refused', {
    code: 'would-overwrite',
    message: `${foreign.map(({ path }) => path).join(', ')} ${foreign.length === 1 ? 'exists and is' : 'exist and are'} not as bindstack wrote ${foreign.length === 1 ? 'it' : 'them'}`,
    detail: `${beginning(planDiff(first))}\nNothing was changed.`,
    suggestion: '--force to overwrite, --out DIR for another place, or --dry-run to see every difference',
  });
}

/** For programs: what was written, or would be. */
function written(root: string, { files }: Pick<Plan, 'files'>, more: object = {}): string {
  const shown = files.map(({ path, state }) => ({ path, state }));
  return JSON.stringify({ directory: root, files: shown, ...more });
}

/** Says what was written, and what to do next. */
export function reportWritten(
  { out }: Pick<Context, 'out'>,
  root: string,
  { files }: Plan,
  config: StackConfig,
): void {
  if (out.json) {
    out.data(written(root, { files }));
    return;
  }
  out.say(`Files in ${root}`);
  for (const { path, state } of files) {
    const paint = state === 'unchanged' ? out.colors.dim : out.colors.green;
    out.say(`  ${paint(state.padEnd(9))}  ${path}`);
  }
  if (config.weaviate.auth === 'api-key') out.say(`  ${out.colors.green('key      ')}  ${ENV_FILE}`);
  out.say();
  sayNext({ out }, config);
}

/** What one should know of the files, and what to do with them. */
export function sayNext({ out }: Pick<Context, 'out'>, config: StackConfig): void {
  if (config.inference.mode === 'stub') {
    out.say(out.colors.yellow('The stand-in is not ImageBind: its vectors have no meaning.'));
  } else {
    out.say(out.colors.dim("ImageBind's licence is CC BY-NC-SA 4.0: not for commercial use."));
  }
  const { modalities } = config.collection;
  if (modalities.length < MODALITIES.length) {
    out.say(out.colors.dim(`The collection holds ${modalities.join(', ')}; --modalities all adds the rest.`));
  }
  if (config.targets.includes('compose')) out.say('Next, with Docker: bindstack up --smoke');
  if (config.targets.includes('helm')) out.say('Next, with Kubernetes: bindstack up --target helm --smoke');
}
