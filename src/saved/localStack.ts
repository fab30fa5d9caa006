import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { backupDirectory } from '../capabilities/backup.ts';
import { regularText } from '../files/regularFile.ts';
import { writeJson } from '../files/writeJson.ts';
import type { StackConfig } from '../options/table.ts';

/** The services, in the order in which they are started. */
export const SERVICES = ['multi2vec-bind', 'weaviate'] as const;

const processRecordSchema = z.object({
  service: z.enum(SERVICES),
  pid: z.int().positive(),
  /** See processIdentity.ts. */
  start: z.string(),
  log: z.string(),
});

const stackRecordSchema = z.object({
  name: z.string(),
  http: z.url(),
  grpc: z.string(),
  processes: z.array(processRecordSchema),
  /** The configuration that it was started with, to restart it. */
  config: z.custom<StackConfig>().optional(),
  binary: z.string().optional(),
});

/** A process that bindstack has started. */
export type ProcessRecord = z.infer<typeof processRecordSchema>;

/** A running stack of the target `embedded`, as recorded on disk. */
export type StackRecord = z.infer<typeof stackRecordSchema>;

/** The folder for everything of the target `embedded`, relative to the directory of the stack. */
export const EMBEDDED_DIRECTORY = join('.bindstack', 'embedded');

/** Backups of the target `embedded` in this folder are kept by `destroy`. */
export const BACKUPS_DIRECTORY = join(EMBEDDED_DIRECTORY, 'backups');

/** Absolute path of the directory for backups that are files. */
export function backupsPathOf(config: StackConfig, root: string): string {
  return resolve(root, config.backup.to === 'directory' ? backupDirectory(config) : BACKUPS_DIRECTORY);
}

function recordFile(root: string): string {
  return join(root, EMBEDDED_DIRECTORY, 'stack.json');
}

/** The record of the stack of a directory; undefined if missing or invalid. */
export async function readRecord(root: string): Promise<StackRecord | undefined> {
  try {
    return stackRecordSchema.parse(JSON.parse(await regularText(recordFile(root))));
  } catch {
    return undefined;
  }
}

/** Replaces the record in one step, so a kill leaves either the old record or the new one. */
export async function writeRecord(root: string, record: StackRecord): Promise<void> {
  await writeJson(recordFile(root), record);
}

export async function removeRecord(root: string): Promise<void> {
  await rm(recordFile(root), { force: true });
}
