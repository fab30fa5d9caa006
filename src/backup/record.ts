import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { regularText } from '../files/regularFile.ts';
import { writeJson } from '../files/writeJson.ts';

const sampleSchema = z.object({
  id: z.string(),
  tenant: z.optional(z.string()),
  /** SHA-256 of its vectors. */
  vectors: z.string(),
});

const collectionSchema = z.object({
  name: z.string(),
  /** Missing for collections with tenants, and where GraphQL is turned off. */
  objects: z.optional(z.number()),
  /** The number when the backup was complete, if objects were added or deleted meanwhile. */
  objectsAfter: z.optional(z.number()),
  tenants: z.optional(z.number()),
  /** Objects that did not change during the backup. */
  samples: z.array(sampleSchema),
});

const drillSchema = z.object({
  at: z.string(),
  ok: z.boolean(),
  problems: z.array(z.string()),
});

const recordSchema = z.object({
  id: z.string(),
  backend: z.string(),
  /** The version of Weaviate. */
  version: z.string(),
  state: z.enum(['started', 'complete', 'failed', 'canceled', 'interrupted']),
  startedAt: z.string(),
  /** Milliseconds. */
  duration: z.optional(z.number()),
  /** Bytes before compression. */
  size: z.optional(z.number()),
  error: z.optional(z.string()),
  /** The backup that this one only adds to. */
  base: z.optional(z.string()),
  /** Made with `--keep`, which may delete it later. */
  isScheduled: z.optional(z.boolean()),
  collections: z.array(collectionSchema),
  drills: z.array(drillSchema),
});

export type Sample = z.infer<typeof sampleSchema>;
export type CollectionContents = z.infer<typeof collectionSchema>;

export type DrillResult = z.infer<typeof drillSchema>;

/** What bindstack remembers about a backup, beside what Weaviate stores with it. */
export type BackupRecord = z.infer<typeof recordSchema>;

function folder(root: string): string {
  return join(root, '.bindstack', 'backups');
}

function recordFile(root: string, id: string): string {
  return join(folder(root), `${id}.json`);
}

/** The record of a backup; undefined if it was made elsewhere, or the record is damaged. */
export async function readBackupRecord(root: string, id: string): Promise<BackupRecord | undefined> {
  try {
    return recordSchema.parse(JSON.parse(await regularText(recordFile(root, id))));
  } catch {
    return undefined;
  }
}

/** All records of a directory, newest first. */
export async function readBackupRecords(root: string): Promise<BackupRecord[]> {
  const names = await readdir(folder(root)).catch((): string[] => []);
  const ids = names.filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -'.json'.length));
  const records = await Promise.all(ids.map((id) => readBackupRecord(root, id)));
  return records
    .filter((record) => record !== undefined)
    .sort((one, other) => (one.startedAt < other.startedAt ? 1 : -1));
}

/** Replaces a record in one step, so a kill leaves either the old one or the new one. */
export async function writeBackupRecord(root: string, record: BackupRecord): Promise<void> {
  await writeJson(recordFile(root, record.id), record);
}

export async function removeBackupRecord(root: string, id: string): Promise<void> {
  await rm(recordFile(root, id), { force: true });
}
