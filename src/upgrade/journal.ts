import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { UPGRADE_FILE } from '../facts/fileNames.ts';
import { regularText } from '../files/regularFile.ts';
import { writeJson } from '../files/writeJson.ts';
import { RUN_TARGETS, targetFlag } from '../options/runTargets.ts';
import type { StackConfig } from '../options/table.ts';

/** What each step of an upgrade does, in this order. */
export const PHASES = [
  'backup',
  'drill',
  'files',
  'pull',
  'restart',
  'synchronize',
  'smoke',
  'compare',
] as const;

/** What a rollback does, in this order. */
export const BACK_PHASES = ['stop', 'set-aside', 'files', 'start', 'restore', 'verify', 'discard'] as const;

const fileSchema = z.object({
  path: z.string(),
  /** Null if there was no such file. */
  text: z.nullable(z.string()),
});

const journalSchema = z.object({
  target: z.enum(RUN_TARGETS),
  /** The version before the first step. */
  from: z.string(),
  /** The versions to go through. */
  steps: z.array(z.string()).check(z.minLength(1)),
  /** Index in `steps`. */
  step: z.int().check(z.nonnegative()),
  phase: z.enum(PHASES),
  /** False for `--no-backup`. */
  hasBackups: z.boolean(),
  /** The id of the backup of this step, once it is complete. */
  backup: z.optional(z.string()),
  /** The files before this step, once they may have been changed. */
  files: z.optional(z.array(fileSchema)),
  /** The collections before this step; see `Contents`. */
  before: z.optional(z.unknown()),
  /** The configuration of a stack that does not only depend on its files. */
  config: z.optional(z.custom<StackConfig>()),
  /** `--chart`. */
  chart: z.optional(z.string()),
  /** Set once a rollback of this step has started. */
  back: z.optional(
    z.object({
      phase: z.enum(BACK_PHASES),
      /** The name under which the data of the newer server is set aside. */
      place: z.string(),
    }),
  ),
});

export type Phase = (typeof PHASES)[number];

/** A file before the upgrade. */
export type OriginalFile = z.infer<typeof fileSchema>;

/** An upgrade that is not finished: written before each phase, so any run can continue it or go back. */
export type UpgradeJournal = z.infer<typeof journalSchema>;

/** The version that the current step starts from. */
export function versionBefore({
  from,
  steps,
  step,
}: Pick<UpgradeJournal, 'from' | 'steps' | 'step'>): string {
  return steps[step - 1] ?? from;
}

/** The version that the current step leads to. */
export function versionOf({ from, steps, step }: Pick<UpgradeJournal, 'from' | 'steps' | 'step'>): string {
  return steps[step] ?? from;
}

/** Whether a newer server may have written to the data. */
export function isDataTouched({ phase }: Pick<UpgradeJournal, 'phase'>): boolean {
  return PHASES.indexOf(phase) >= PHASES.indexOf('restart');
}

/** Whether a rollback has set the data of the newer server aside, and not begun to delete it. */
export function isSetAside({ phase }: NonNullable<UpgradeJournal['back']>): boolean {
  return phase !== 'discard' && BACK_PHASES.indexOf(phase) > BACK_PHASES.indexOf('set-aside');
}

/**
 * The unfinished upgrade of a directory; undefined if there is none.
 * @throws Error if the file is damaged: only a user can then say what happened
 */
export async function readUpgrade(root: string): Promise<UpgradeJournal | undefined> {
  const text = await regularText(join(root, UPGRADE_FILE)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  });
  return text === undefined ? undefined : journalSchema.parse(JSON.parse(text));
}

/** Replaces the journal in one step, so a kill leaves either the old one or the new one. */
export async function writeUpgrade(root: string, journal: UpgradeJournal): Promise<void> {
  await writeJson(join(root, UPGRADE_FILE), journal);
}

export async function removeUpgrade(root: string): Promise<void> {
  await rm(join(root, UPGRADE_FILE), { force: true });
}

/** What to know about an unfinished upgrade, and what to do. */
export function unfinishedText(journal: UpgradeJournal): [message: string, suggestion: string] {
  const { back, phase, target } = journal;
  const on = targetFlag(target);
  return [
    `the upgrade to Weaviate ${versionOf(journal)} is not finished: ${back ? `its rollback stopped at ${back.phase}` : `it stopped at ${phase}`}`,
    back
      ? `bindstack upgrade --rollback${on}, which continues the rollback`
      : `bindstack upgrade${on}, which continues it, or bindstack upgrade --rollback${on}, which goes back`,
  ];
}
