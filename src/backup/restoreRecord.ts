import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { regularText } from '../files/regularFile.ts';
import { writeJson } from '../files/writeJson.ts';

const restoreRecordSchema = z.object({
  id: z.string(),
  startedAt: z.string(),
  /** Collections that are deleted first, as `--replace` allows. */
  replaced: z.array(z.string()),
  /** The backup of these collections, made before they are deleted. */
  safety: z.optional(z.string()),
});

/** A restore that has begun and has not been confirmed yet: while this file exists, nothing counts as restored. */
export type RestoreRecord = z.infer<typeof restoreRecordSchema>;

function fileOf(root: string): string {
  return join(root, '.bindstack', 'restore.json');
}

export async function readRestoreRecord(root: string): Promise<RestoreRecord | undefined> {
  try {
    return restoreRecordSchema.parse(JSON.parse(await regularText(fileOf(root))));
  } catch {
    return undefined;
  }
}

export async function writeRestoreRecord(root: string, record: RestoreRecord): Promise<void> {
  await writeJson(fileOf(root), record);
}

export async function removeRestoreRecord(root: string): Promise<void> {
  await rm(fileOf(root), { force: true });
}
