import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { givenValues } from '../config/given.ts';
import { resolveConfig } from '../config/resolve.ts';
import type { Context } from '../context.ts';
import { Failure } from '../errors.ts';
import { CONFIG_FILE, MANIFEST_FILE, SCHEMA_FILE } from '../facts/fileNames.ts';
import { writeAll } from '../files/atomicWrite.ts';
import { finishInterruptedRun } from '../files/interruptedRun.ts';
import { readManifest } from '../files/manifest.ts';
import { existingText } from '../files/regularFile.ts';
import type { FlagValues } from '../options/flags.ts';
import type { StackConfig } from '../options/table.ts';
import { renderFiles } from '../render/files.ts';
import { configFileFor, contextForFiles } from '../saved/configLocation.ts';
import { valuesFor } from '../saved/load.ts';
import { refuseLosses, unrequestedLosses } from '../saved/losses.ts';
import { planConfig } from '../saved/saveConfig.ts';
import { loadAssets } from '../stub/bundledStub.ts';
import type { OriginalFile } from '../upgrade/journal.ts';
import { type Plan, planFor, refuseToOverwrite, writePlan } from './generate.ts';

type FilesContext = Pick<Context, 'cwd' | 'env' | 'configFile'>;

/** The files of a stack with another tag of Weaviate: what `generate --weaviate-tag` would write. */
export interface TaggedFiles {
  readonly config: StackConfig;
  readonly plan: Plan;
}

/**
 * Plans the files of a directory with another tag.
 * @throws Failure (refused) if they cannot be written without losing something of the user
 */
export async function planTag(context: FilesContext, tag: string): Promise<TaggedFiles> {
  const { cwd, env } = context;
  await finishInterruptedRun(cwd);
  if (Object.keys(await readManifest(cwd)).length === 0) throw notGenerated(cwd);
  const flags: FlagValues = new Map([['weaviate.tag', [tag]]]);
  const fileContext = contextForFiles(context, cwd);
  const { config, given } = resolveConfig(await valuesFor(fileContext, flags));
  const files = renderFiles(config, await loadAssets(config));
  const read = configFileFor(context, cwd);
  const saved = await planConfig(cwd, read, given, givenValues(flags, env), {});
  const plan = { ...(await planFor(cwd, files)), saved };
  refuseToOverwrite(plan.files, { suggestion: OVERWRITE_HINT });
  refuseLosses(unrequestedLosses(plan.files, given, false));
  if (saved.notUpdated !== undefined) throw notUpdated(saved.notUpdated);
  return { config, plan };
}

const OVERWRITE_HINT =
  'move your changes to compose.override.yaml, values-override.yaml or bindstack.yaml, then bindstack generate --force; or bindstack upgrade --plan, which shows the steps by hand';

export async function writeTag(cwd: string, { config, plan }: TaggedFiles): Promise<void> {
  await writePlan(cwd, plan, config);
}

/** The files that `writeTag` may change, as they are now. */
export async function originalFiles(cwd: string, { plan }: TaggedFiles): Promise<OriginalFile[]> {
  const names = [CONFIG_FILE, SCHEMA_FILE, MANIFEST_FILE, ...plan.files.map(({ path }) => path)];
  return Promise.all(
    [...new Set(names)].map(async (path) => ({ path, text: (await existingText(join(cwd, path))) ?? null })),
  );
}

/** Writes files back as they were. */
export async function restoreOriginals(cwd: string, originals: readonly OriginalFile[]): Promise<void> {
  await finishInterruptedRun(cwd);
  const current = await Promise.all(originals.map(({ path }) => existingText(join(cwd, path))));
  const changed = originals.flatMap(({ path, text }, index) =>
    text === null || text === current[index] ? [] : [{ path, text }],
  );
  await writeAll(cwd, changed);
  for (const { path, text } of originals) if (text === null) await rm(join(cwd, path), { force: true });
}

function notGenerated(cwd: string): Failure {
  return new Failure('refused', {
    code: 'not-generated',
    message: `${cwd} has no files that bindstack generated, so there is no tag to change`,
    detail: 'Nothing was changed.',
    suggestion:
      'bindstack generate, with the same options as the running stack; or bindstack upgrade --plan, which shows the steps by hand',
  });
}

function notUpdated(path: string): Failure {
  return new Failure('refused', {
    code: 'config-not-updated',
    message: `${path} does not describe the files beside it, so the tag in it cannot be changed`,
    detail: 'Nothing was changed.',
    suggestion: 'bindstack generate --save --force, then the same command again',
  });
}
