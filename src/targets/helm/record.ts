import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { regularText } from '../../files/regularFile.ts';

const releaseRecord = z.object({
  context: z.string(),
  namespace: z.string(),
  release: z.string(),
});

/** Where `up --target helm` has put the stack of a directory: the commands after it find it there. */
export type ReleaseRecord = z.infer<typeof releaseRecord>;

export const RELEASE_RECORD = join('.bindstack', 'helm.json');

/** The record of a directory; undefined if there is none that can be read. */
export async function readReleaseRecord(root: string): Promise<ReleaseRecord | undefined> {
  try {
    return releaseRecord.parse(JSON.parse(await regularText(join(root, RELEASE_RECORD))));
  } catch {
    return undefined;
  }
}

export async function writeReleaseRecord(root: string, record: ReleaseRecord): Promise<void> {
  const file = join(root, RELEASE_RECORD);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.tmp`, `${JSON.stringify(record, null, 2)}\n`);
  await rename(`${file}.tmp`, file);
}

export async function removeReleaseRecord(root: string): Promise<void> {
  await rm(join(root, RELEASE_RECORD), { force: true });
}
