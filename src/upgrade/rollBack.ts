import type { Context } from '../context.ts';
import { Failure } from '../errors.ts';
import {
  BACK_PHASES,
  isDataTouched,
  removeUpgrade,
  type UpgradeJournal,
  versionBefore,
  versionOf,
  writeUpgrade,
} from './journal.ts';
import type { UpgradeWork } from './work.ts';

type BackContext = Pick<Context, 'cwd' | 'out' | 'signal'>;

/** A finished rollback. */
export interface Rollback {
  readonly version: string;
  /** The backup that was restored; null if no newer server had touched the data. */
  readonly backup: string | null;
  /** How the data differs from that before the step: what came after the backup. */
  readonly differences: readonly string[];
  /** Name of the newer server's data, which is kept if there are differences. */
  readonly kept: string | null;
}

/**
 * Undoes the current step: its files, and its data if a newer server may have written to it. That data is deleted only
 * once the backup is restored and its collections are the same as before the step. Can be repeated after any
 * interruption.
 * @param place a new name for the newer server's data
 * @throws Failure `no-backup` (refused)
 */
export async function rollBack(
  { cwd, out, signal }: BackContext,
  work: UpgradeWork,
  given: UpgradeJournal,
  place: string,
): Promise<Rollback> {
  const version = versionBefore(given);
  out.say(out.colors.bold(`${versionOf(given)} → ${version}`));
  if (!isDataTouched(given)) {
    if (given.files) await work.restoreFiles(given.files, version);
    if ((await work.runningVersion()) === undefined) await work.start(version);
    await removeUpgrade(cwd);
    return { version, backup: null, differences: [], kept: null };
  }
  const { backup } = given;
  if (backup === undefined) throw noBackup(given);
  const back = given.back ?? { phase: 'stop', place };
  const enter = async (phase: (typeof BACK_PHASES)[number]) => {
    signal.throwIfAborted();
    // A repeated rollback begins at the start, but never again sets aside: what runs then is what it has restored.
    const reached = BACK_PHASES.indexOf(phase) > BACK_PHASES.indexOf(back.phase) ? phase : back.phase;
    await writeUpgrade(cwd, { ...given, back: { ...back, phase: reached } });
  };
  let differences: readonly string[] = [];
  if (back.phase !== 'discard') {
    await enter('stop');
    await work.stop();
    await enter('set-aside');
    const isSetAside = BACK_PHASES.indexOf(back.phase) > BACK_PHASES.indexOf('set-aside');
    await work.data(isSetAside ? 'clear' : 'set-aside', back.place, version);
    await enter('files');
    await work.restoreFiles(given.files ?? [], version);
    await enter('start');
    await work.start(version);
    await enter('restore');
    await work.restore(backup);
    await enter('verify');
    if (given.before !== undefined) differences = await work.differences(given.before);
  }
  if (differences.length === 0) {
    await enter('discard');
    await work.data('discard', back.place, version);
  }
  await removeUpgrade(cwd);
  return { version, backup, differences, kept: differences.length === 0 ? null : back.place };
}

function noBackup(journal: UpgradeJournal): Failure {
  return new Failure('refused', {
    code: 'no-backup',
    message: `cannot go back to ${versionBefore(journal)}: there is no backup of it, and ${versionOf(journal)} may have written to the data`,
    detail: 'An older server cannot read the data of a newer one. Nothing was changed.',
    suggestion: 'bindstack upgrade, which continues',
  });
}

/** The name for data that is set aside, which sorts by time. */
export function newPlace(): string {
  return `set-aside-${new Date().toISOString().slice(0, 19).replaceAll(/[T:]/g, '-')}`;
}
