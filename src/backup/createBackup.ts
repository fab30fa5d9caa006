import { now, sleep } from '../clock.ts';
import { Failure } from '../errors.ts';
import { MINIMUM_VERSIONS } from '../facts/minimumVersions.ts';
import { TransferRate, transferText } from '../formats/transfer.ts';
import { hasReached } from '../formats/versionNumber.ts';
import type { Step } from '../terminal/output.ts';
import { type BackupSelection, bytesOf, hasEnded } from './backupApi.ts';
import { isBackupId, newBackupId } from './backupId.ts';
import { contentsText, recordedContents } from './comparison.ts';
import { readContents } from './contents.ts';
import { asFailure, explained } from './explained.ts';
import {
  type BackupRecord,
  readBackupRecord,
  readBackupRecords,
  removeBackupRecord,
  writeBackupRecord,
} from './record.ts';
import type { BackupSession } from './session.ts';
import { waitForOperation } from './waitForOperation.ts';
import { whenIdle } from './whenIdle.ts';

export interface BackupRequest extends BackupSelection {
  /** Made from time and version if not given. */
  readonly id?: string | undefined;
  /** Added to an id made from time and version: what the backup is for. */
  readonly purpose?: string;
  /** Add to the newest complete backup of this directory. */
  readonly isIncremental?: boolean;
  /** `--keep` may delete it later. */
  readonly isScheduled?: boolean;
}

/** The first versions of Weaviate with incremental backups. */
const INCREMENTAL = ['1.37.0'];

/** Milliseconds after which a log of a vector index, whose name is a second, is in every backup. */
const LOG_AGE = 1100;

/**
 * Makes a backup and waits for it. After Ctrl-C, it is canceled.
 * @throws Failure
 */
export async function createBackup(session: BackupSession, request: BackupRequest): Promise<BackupRecord> {
  const { cwd, out, signal, version, api } = session;
  const id = request.id ?? (await freeId(cwd, newBackupId(new Date(), version, request.purpose)));
  checkRequest(id, request, session);
  const base = request.isIncremental ? await baseFor(session) : undefined;
  const what = `cannot create the backup ${id}`;
  try {
    const isIncluded = selects(request);
    const before = await readContents(session.server, isIncluded, signal);
    if (before.length === 0) throw nothingSelected(request);
    let record: BackupRecord = {
      id,
      backend: session.backend.name,
      version,
      state: 'started',
      startedAt: new Date().toISOString(),
      ...(base !== undefined && { base }),
      ...(request.isScheduled && { isScheduled: true }),
      collections: before,
      drills: [],
    };
    // First: a kill must not leave a backup that this directory does not know.
    await writeBackupRecord(cwd, record);
    const update = async (changes: Partial<BackupRecord>) => {
      record = { ...record, ...changes };
      await writeBackupRecord(cwd, record);
    };
    if (!hasReached(version, MINIMUM_VERSIONS.newIndexesInBackups)) await sleep(LOG_AGE, signal);
    const started = now();
    await whenIdle(session, () => api.start(id, request, base, signal)).catch(async (error: unknown) => {
      if (!signal.aborted) await removeBackupRecord(cwd, id);
      throw error;
    });
    const step = out.step(`backing up ${contentsText(before)}`, { phase: 'backup' });
    try {
      const size = await waitForBackup(session, id, step);
      const duration = now() - started;
      await update({ state: 'complete', duration, ...(size !== undefined && { size }) });
      const after = await readContents(session.server, isIncluded, signal).catch((error: unknown) => {
        throw asFailure(error, `the backup ${id} is complete, but its objects could not be counted again`);
      });
      await update({ collections: recordedContents(before, after) });
      const amount =
        size === undefined ? '' : `, ${transferText(size, undefined, (size * 1000) / Math.max(1, duration))}`;
      step.done(`backup ${id}: ${contentsText(record.collections)}${amount}`);
      return record;
    } catch (error) {
      step.fail(`backup ${id}`);
      if (signal.aborted) await update(await cancelBackup(session, id));
      else if (record.state !== 'complete') await update(stateAfter(error));
      throw error;
    }
  } catch (error) {
    signal.throwIfAborted();
    throw asFailure(error, what);
  }
}

/** The id, with a number if there already was a backup in this second. */
async function freeId(cwd: string, wanted: string): Promise<string> {
  let id = wanted;
  for (let number = 2; await readBackupRecord(cwd, id); number += 1) id = `${wanted}-${number}`;
  return id;
}

/** Which collections a request selects; patterns have `*` and `?`, like those of Weaviate. */
function selects({ include, exclude }: BackupSelection): (name: string) => boolean {
  const matches = (name: string) => (pattern: string) =>
    new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(name);
  return (name) => include?.some(matches(name)) ?? !exclude?.some(matches(name));
}

/** @throws Failure (usage) */
function checkRequest(
  id: string,
  { include, exclude, isIncremental }: BackupRequest,
  session: BackupSession,
) {
  if (!isBackupId(id)) {
    throw new Failure('usage', {
      code: 'bad-value',
      message: `--id ${id}: Weaviate allows lower-case letters, digits, - and _`,
      suggestion: `--id ${id.toLowerCase().replaceAll(/[^a-z0-9_-]+/g, '-')}`,
    });
  }
  if (include && exclude) {
    throw new Failure('usage', {
      code: 'include-and-exclude',
      message: '--include and --exclude cannot be combined',
      suggestion: 'use one of them',
    });
  }
  const names = [...(include ?? []), ...(exclude ?? [])];
  const odd = names.find((name) => !/^[\w*?]+$/.test(name));
  if (odd !== undefined) {
    throw new Failure('usage', {
      code: 'bad-value',
      message: `${JSON.stringify(odd)} is not the name of a collection, or a pattern with * and ?`,
      suggestion: '--include Media',
    });
  }
  if (isIncremental && !hasReached(session.version, INCREMENTAL)) {
    throw new Failure('usage', {
      code: 'no-incremental',
      message: `--incremental needs Weaviate ${INCREMENTAL[0]} or newer, and this is ${session.version}`,
      suggestion: 'leave out --incremental',
    });
  }
}

/** Weaviate would back up everything if a pattern matches nothing (usecases/backup/scheduler.go, measured). */
function nothingSelected({ include, exclude }: BackupSelection): Failure {
  return new Failure('usage', {
    code: 'nothing-to-back-up',
    message: include
      ? `no collection is named ${include.join(' or ')}`
      : exclude
        ? 'no collection is left to back up'
        : 'Weaviate has no collections, so there is nothing to back up',
    suggestion:
      include || exclude ? 'check --include and --exclude' : 'create a collection and import objects first',
  });
}

/** The newest complete backup that Weaviate still has. @throws Failure `no-base` */
async function baseFor({ cwd, api, signal, backend }: BackupSession): Promise<string> {
  const complete = new Set(
    (await api.list(signal)).filter(({ status }) => status === 'SUCCESS').map(({ id }) => id),
  );
  const records = await readBackupRecords(cwd);
  const base = records.find(
    (one) => one.state === 'complete' && one.backend === backend.name && complete.has(one.id),
  );
  if (base) return base.id;
  throw new Failure('usage', {
    code: 'no-base',
    message: '--incremental needs a complete backup made from this directory, and there is none yet',
    suggestion: 'bindstack backup create',
  });
}

/** @returns bytes before compression, if known */
async function waitForBackup(
  { api, files, signal, hasExited }: BackupSession,
  id: string,
  step: Step,
): Promise<number | undefined> {
  const rate = new TransferRate();
  const onStatus = async () => {
    const bytes = await files?.size(id);
    if (bytes !== undefined)
      step.update(`backing up: ${transferText(bytes, undefined, rate.rate(bytes, now()))}`);
  };
  const ending = await waitForOperation((limit) => api.status(id, limit), signal, { onStatus, hasExited });
  if (ending.kind === 'gone') throw stopped(id, ending.reason);
  if (ending.kind === 'restarted') throw interruptedByRestart(id);
  const { status } = ending;
  if (status.status === 'SUCCESS') return bytesOf(status);
  throw explained(status.error ?? status.status, `the backup ${id} failed`);
}

/** What a failed backup's record says. */
function stateAfter(error: unknown): Partial<BackupRecord> {
  const isIncomplete =
    error instanceof Failure && ['weaviate-stopped', 'weaviate-restarted'].includes(error.code);
  return {
    state: isIncomplete ? 'interrupted' : 'failed',
    error: error instanceof Error ? error.message : String(error),
  };
}

/** Whether the backup is complete is not known: Weaviate may have stopped after it and before the next question. */
function stopped(id: string, reason: string): Failure {
  return new Failure('failed', {
    code: 'weaviate-stopped',
    message: `Weaviate stopped before it reported that the backup ${id} is complete`,
    detail: reason,
    suggestion:
      'bindstack status; once Weaviate runs again, see whether it is complete: bindstack backup list',
  });
}

function interruptedByRestart(id: string): Failure {
  return new Failure('failed', {
    code: 'weaviate-restarted',
    message: `Weaviate restarted during the backup ${id}, which is incomplete`,
    detail: 'Weaviate does not continue a backup after a restart.',
    suggestion: `bindstack backup delete ${id} --yes && bindstack backup create`,
  });
}

/** Milliseconds that Weaviate may take to cancel. */
const CANCEL_TIMEOUT = 60_000;

/** Cancels a backup after Ctrl-C, waits for it and removes its files where possible. */
async function cancelBackup(session: BackupSession, id: string): Promise<Partial<BackupRecord>> {
  const { out, files } = session;
  const step = out.step(`canceling the backup ${id}`);
  try {
    return await session.afterInterruption(async (api) => {
      const deadline = AbortSignal.timeout(CANCEL_TIMEOUT);
      await api.cancel(id).catch(() => {});
      const ending = await waitForOperation((limit) => api.status(id, limit), deadline);
      if (ending.kind !== 'ended' || !hasEnded(ending.status)) throw new Error('it did not end');
      if (ending.status.status === 'SUCCESS') {
        step.done(`the backup ${id} was already complete`);
        const size = bytesOf(ending.status);
        return { state: 'complete', ...(size !== undefined && { size }) };
      }
      await files?.remove(id);
      step.done(`canceled the backup ${id}${files ? ' and deleted its files' : ''}`);
      return { state: 'canceled' };
    });
  } catch {
    step.fail(`the backup ${id} may still be running; to cancel it: bindstack backup delete ${id}`);
    return {};
  }
}
