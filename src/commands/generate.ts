import { resolve } from 'node:path';
import type { FlagValues } from '../config/given.ts';
import { configFor } from '../config/load.ts';
import type { Context } from '../context.ts';
import { Failure } from '../errors.ts';
import { writeAll } from '../files/atomicWrite.ts';
import { ENV_FILE, envFiles } from '../files/envFile.ts';
import { MANIFEST_FILE, manifestText, readManifest } from '../files/manifest.ts';
import { type PlannedFile, planDiff, planFiles } from '../files/plan.ts';
import { loadAssets } from '../inference/asset.ts';
import type { StackConfig } from '../options/table.ts';
import { type RenderedFile, renderFiles } from '../render/files.ts';
import { VALUES_FILE } from '../render/values.ts';
import { MODALITIES } from '../stack/modalities.ts';

export interface GenerateOptions {
  readonly out?: string;
  readonly dryRun?: boolean;
  readonly stdout?: string;
  readonly force?: boolean;
}

type Needs = Pick<Context, 'cwd' | 'env' | 'out'>;

/** `bindstack generate`: from options to files. */
export async function generate(context: Needs, flags: FlagValues, options: GenerateOptions): Promise<void> {
  const config = configFor(context, flags);
  const files = renderFiles(config, await loadAssets(config));
  if (options.stdout !== undefined) {
    context.out.data(fileNamed(options.stdout, files).text);
    return;
  }
  const root = resolve(context.cwd, options.out ?? '.');
  const plan = await planFiles(root, files, await readManifest(root));
  if (options.dryRun) {
    showDiff(context, plan);
    return;
  }
  refuseForeign(plan, options.force ?? false);
  await writeFiles(root, files, config);
  report(context, root, plan, config);
}

/** Writes rendered files, the manifest that remembers them, and the key where one is needed: all or none. */
export async function writeFiles(
  root: string,
  files: readonly RenderedFile[],
  config: StackConfig,
): Promise<void> {
  const secrets = config.weaviate.auth === 'api-key' ? await envFiles(root) : [];
  await writeAll(root, [...files, ...secrets, { path: MANIFEST_FILE, text: manifestText(files) }]);
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

function showDiff({ out }: Pick<Context, 'out'>, plan: readonly PlannedFile[]): void {
  const diff = plan.map(planDiff).join('');
  if (diff !== '') out.data(diff);
  const changes = plan.filter(({ state }) => state !== 'unchanged').length;
  out.say(changes === 0 ? 'Nothing would change.' : `${changes} of ${plan.length} files would be written.`);
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
    message: `${foreign.map(({ path }) => path).join(', ')} exists and is not as bindstack wrote it`,
    detail: `${beginning(planDiff(first))}\nNothing was changed.`,
    suggestion: '--force to overwrite, --out DIR for another place, or --dry-run to see every difference',
  });
}

/** Installs the release, or changes it; the repository is the chart's own. */
function helmCommand({ name, kubernetes }: StackConfig): string {
  const { namespace, chartVersion } = kubernetes;
  const chart = `weaviate --repo https://weaviate.github.io/weaviate-helm --version ${chartVersion}`;
  return `helm upgrade --install ${name} ${chart} --namespace ${namespace} --create-namespace --values ${VALUES_FILE}`;
}

function report(
  { out }: Pick<Context, 'out'>,
  root: string,
  plan: readonly PlannedFile[],
  config: StackConfig,
): void {
  if (out.json) {
    out.data(JSON.stringify({ directory: root, files: plan.map(({ path, state }) => ({ path, state })) }));
    return;
  }
  out.say(`Files in ${root}`);
  for (const { path, state } of plan) {
    const paint = state === 'unchanged' ? out.colors.dim : out.colors.green;
    out.say(`  ${paint(state.padEnd(9))}  ${path}`);
  }
  if (config.weaviate.auth === 'api-key') out.say(`  ${out.colors.green('key      ')}  ${ENV_FILE}`);
  if (config.inference.mode === 'stub') {
    out.say(out.colors.yellow('The stand-in is not ImageBind: its vectors have no meaning.'));
  } else {
    out.say(out.colors.dim("ImageBind's licence is CC BY-NC-SA 4.0: not for commercial use."));
  }
  const { modalities } = config.collection;
  if (modalities.length < MODALITIES.length) {
    out.say(out.colors.dim(`The collection holds ${modalities.join(', ')}; --modalities all adds the rest.`));
  }
  out.say();
  if (config.targets.includes('compose')) out.say('Next, with Docker:  bindstack up --smoke');
  if (config.targets.includes('helm')) out.say(`Next, with Helm:    ${helmCommand(config)}`);
}
