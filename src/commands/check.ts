import { resolve } from 'node:path';
import type { Context } from '../context.ts';
import { Failure } from '../errors.ts';
import { finishInterruptedRun } from '../files/interruptedRun.ts';
import { readManifest } from '../files/manifest.ts';
import { planDiff, planFiles } from '../files/plannedFiles.ts';
import type { FlagValues } from '../options/flags.ts';
import { renderFiles } from '../render/files.ts';
import { contextForFiles, warnAboutIgnoredConfig } from '../saved/configLocation.ts';
import { configWithSources } from '../saved/load.ts';
import { loadAssets } from '../stub/bundledStub.ts';

export interface CheckOptions {
  readonly out?: string;
}

/** `bindstack check`: compares the files on disk with those that the configuration generates. */
export async function check(
  context: Pick<Context, 'cwd' | 'env' | 'out' | 'configFile'>,
  flags: FlagValues,
  options: CheckOptions,
): Promise<void> {
  const { out } = context;
  const root = resolve(context.cwd, options.out ?? '.');
  await finishInterruptedRun(root);
  const { config, given } = await configWithSources({ ...contextForFiles(context, root), out }, flags);
  await warnAboutIgnoredConfig(context, root, given);
  const plan = await planFiles(root, renderFiles(config, await loadAssets(config)), await readManifest(root));
  const drift = plan.filter(({ state }) => state !== 'unchanged');
  if (out.json) {
    const files = drift.map(({ path, state }) => ({ path, state: state === 'new' ? 'missing' : state }));
    out.data(JSON.stringify({ ok: drift.length === 0, directory: root, drift: files }));
  } else if (drift.length > 0) out.diff(drift.map(planDiff).join(''));
  else out.say(`The ${plan.length} files in ${root} match the configuration.`);
  if (drift.length === 0) return;
  throw new Failure('findings', {
    code: 'drift',
    message: `${drift.map(({ path }) => path).join(', ')} ${drift.length === 1 ? 'differs' : 'differ'} from the configuration`,
    suggestion: 'bindstack generate (with --force for edited files), or change the configuration',
    reported: out.json,
  });
}
