import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { regularText } from '../files/regularFile.ts';
import type { StackConfig } from '../options/table.ts';

/** What is started, in this order. */
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
  /** What it was started with, so that it can be started again. */
  config: z.custom<StackConfig>().optional(),
  binary: z.string().optional(),
});

/** A process that bindstack has started. */
export type ProcessRecord = z.infer<typeof processRecordSchema>;

/** What runs for the target `embedded`, as written to disk. */
export type StackRecord = z.infer<typeof stackRecordSchema>;

/** Where everything of the target `embedded` lives, relative to the stack's directory. */
export const EMBEDDED_DIRECTORY = join('.bindstack', 'embedded');

function recordFile(root: string): string {
  return join(root, EMBEDDED_DIRECTORY, 'stack.json');
}

/** The record of a directory's stack; undefined if there is none that can be read. */
export async function readRecord(root: string): Promise<StackRecord | undefined> {
  try {
    return stackRecordSchema.parse(JSON.parse(await regularText(recordFile(root))));
  } catch {
    return undefined;
  }
}

/** Replaces the record in one step, so that a killed launcher leaves the old one or the new one. */
export async function writeRecord(root: string, record: StackRecord): Promise<void> {
  const file = recordFile(root);
  await mkdir(join(root, EMBEDDED_DIRECTORY), { recursive: true });
  // For the owner only: the configuration may hold keys of other modules.
  await writeFile(`${file}.tmp`, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.tmp`, file);
}

export async function removeRecord(root: string): Promise<void> {
  await rm(recordFile(root), { force: true });
}
