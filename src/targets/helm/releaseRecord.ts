import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { resolveConfig } from '../../config/resolve.ts';
import type { Context } from '../../context.ts';
import { regularText } from '../../files/regularFile.ts';
import { writeJson } from '../../files/writeJson.ts';
import type { FlagValues } from '../../options/flags.ts';
import type { StackConfig } from '../../options/table.ts';
import { valuesFor } from '../../saved/load.ts';

const releaseRecord = z.object({
  context: z.string(),
  namespace: z.string(),
  release: z.string(),
});

/** Where `up --target helm` installed the stack of a directory, so that later commands find it. */
type ReleaseRecord = z.infer<typeof releaseRecord>;

const RELEASE_RECORD = join('.bindstack', 'helm.json');

/** The record of a directory; undefined if it is missing or unreadable. */
async function readReleaseRecord(root: string): Promise<ReleaseRecord | undefined> {
  try {
    return releaseRecord.parse(JSON.parse(await regularText(join(root, RELEASE_RECORD))));
  } catch {
    return undefined;
  }
}

export async function writeReleaseRecord(root: string, record: ReleaseRecord): Promise<void> {
  // It contains no secrets.
  await writeJson(join(root, RELEASE_RECORD), record, 0o666);
}

export async function removeReleaseRecord(root: string): Promise<void> {
  await rm(join(root, RELEASE_RECORD), { force: true });
}

/**
 * The configuration for a command that works on the release of a directory: context, namespace and name are those of
 * the last `up`, unless others are given.
 * @param current use the current context instead of the recorded one
 */
export async function releaseConfig(
  context: Pick<Context, 'cwd' | 'env' | 'configFile'>,
  flags: FlagValues,
  { current = false }: { readonly current?: boolean } = {},
): Promise<StackConfig> {
  const [given, record] = await Promise.all([
    valuesFor(context, new Map([...flags, ['targets', ['helm']]])),
    readReleaseRecord(context.cwd),
  ]);
  const deployed = Object.entries({
    name: record?.release,
    'kubernetes.namespace': record?.namespace,
    'kubernetes.context': current ? undefined : record?.context || undefined,
  }).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, { value, source: 'deployed', label: RELEASE_RECORD }] as const],
  );
  return resolveConfig(new Map([...deployed, ...given])).config;
}
