import type { Context } from '../context.ts';
import { Failure } from '../errors.ts';
import {
  PHASES,
  type Phase,
  removeUpgrade,
  type UpgradeJournal,
  versionBefore,
  versionOf,
  writeUpgrade,
} from './journal.ts';
import type { UpgradeWork } from './work.ts';

type ClimbContext = Pick<Context, 'cwd' | 'out' | 'signal'>;

/** A finished step. */
export interface FinishedStep {
  readonly version: string;
  /** The backup of the version before; null with `--no-backup`. */
  readonly backup: string | null;
}

/**
 * Carries out the remaining phases of an upgrade. The journal is written before each, so a run that was interrupted
 * anywhere is continued by the next.
 * @returns the steps that this run has finished
 */
export async function climb(
  context: ClimbContext,
  work: UpgradeWork,
  given: UpgradeJournal,
): Promise<FinishedStep[]> {
  const { cwd, out, signal } = context;
  const finished: FinishedStep[] = [];
  let journal = given;
  const save = async (changes: Partial<UpgradeJournal>) => {
    journal = { ...journal, ...changes };
    await writeUpgrade(cwd, journal);
  };
  await startIfStopped(work, journal);
  for (;;) {
    const version = versionOf(journal);
    out.say(out.colors.bold(`${versionBefore(journal)} → ${version}`));
    for (const phase of PHASES.slice(PHASES.indexOf(journal.phase))) {
      signal.throwIfAborted();
      await save({ phase });
      await carryOut(phase, work, () => journal, save);
    }
    finished.push({ version, backup: journal.backup ?? null });
    if (journal.step + 1 === journal.steps.length) break;
    const { backup: _, files: __, before: ___, ...rest } = journal;
    journal = { ...rest, step: journal.step + 1, phase: 'backup' };
    await writeUpgrade(cwd, journal);
  }
  await removeUpgrade(cwd);
  return finished;
}

/** Weaviate may have stopped since the run before. Between switching the files and the restart, it is not needed. */
async function startIfStopped(work: UpgradeWork, journal: UpgradeJournal): Promise<void> {
  const { phase, files } = journal;
  const isSwitched = files !== undefined || PHASES.indexOf(phase) > PHASES.indexOf('files');
  const isRestarted = PHASES.indexOf(phase) > PHASES.indexOf('restart');
  if (isSwitched && !isRestarted) return;
  if ((await work.runningVersion()) !== undefined) return;
  await work.start(isRestarted ? versionOf(journal) : versionBefore(journal));
}

async function carryOut(
  phase: Phase,
  work: UpgradeWork,
  journal: () => UpgradeJournal,
  save: (changes: Partial<UpgradeJournal>) => Promise<void>,
): Promise<void> {
  const { hasBackups, backup, files, before } = journal();
  const version = versionOf(journal());
  switch (phase) {
    case 'backup':
      if (hasBackups) await save({ backup: await work.backUp() });
      return;
    case 'drill':
      if (backup !== undefined) await tryOut(work, backup, save);
      return;
    case 'pull':
      return work.pull(version);
    case 'files':
      // Kept by a run that was interrupted: by now they may have changed.
      if (files === undefined)
        await save({ files: [...(await work.readFiles(version))], before: await work.contents() });
      return work.writeFiles(version);
    case 'restart': {
      const running = await work.runningVersion();
      // Started by a run that was interrupted.
      if (running === version) return;
      // As late as possible: clients may write meanwhile.
      if (running !== undefined) await save({ before: await work.contents() });
      await work.start(version);
      return requireVersion(work, version);
    }
    case 'synchronize':
      return work.synchronize();
    case 'smoke':
      return work.smoke();
    case 'compare':
      return compare(work, before, version);
  }
}

/** Tries a backup. If it is not right, the next run makes another one. */
async function tryOut(
  work: UpgradeWork,
  backup: string,
  save: (changes: Partial<UpgradeJournal>) => Promise<void>,
): Promise<void> {
  try {
    await work.drill(backup);
  } catch (error) {
    if (error instanceof Failure && error.code === 'drill-failed')
      await save({ phase: 'backup', backup: undefined });
    throw error;
  }
}

/** @throws Failure `other-version` if something else than the files says which version runs */
async function requireVersion(work: UpgradeWork, version: string): Promise<void> {
  const running = await work.runningVersion();
  if (running === version) return;
  throw new Failure('failed', {
    code: 'other-version',
    message: `Weaviate ${running ?? '(unknown)'} runs, although the files say ${version}`,
    suggestion: 'check the image in your override file, then bindstack upgrade, which continues',
  });
}

async function compare(work: UpgradeWork, before: unknown, version: string): Promise<void> {
  if (before === undefined) return;
  const problems = await work.differences(before);
  if (problems.length === 0) return;
  throw new Failure('failed', {
    code: 'data-differs',
    message: `the collections are not the same with ${version}`,
    detail: problems.join('\n'),
    suggestion:
      'bindstack upgrade --rollback; if a client has changed them meanwhile: bindstack upgrade --accept-differences',
  });
}
