import { Failure } from '../errors.ts';
import { RestError, rest, type WeaviateServer } from '../weaviate/rest.ts';
import { type BackupSelection, hasEnded, type ListedBackup } from './backupApi.ts';
import { versionInId } from './backupId.ts';
import { contentsText } from './comparison.ts';
import { collectionNames } from './contents.ts';
import { createBackup } from './createBackup.ts';
import { endRestore } from './endRestore.ts';
import { asFailure, explained } from './explained.ts';
import { nodeMapping } from './nodeMapping.ts';
import { type BackupRecord, type CollectionContents, readBackupRecord } from './record.ts';
import { requireWhole } from './restoredContents.ts';
import {
  type RestoreRecord,
  readRestoreRecord,
  removeRestoreRecord,
  writeRestoreRecord,
} from './restoreRecord.ts';
import type { BackupSession } from './session.ts';
import { versionVerdict } from './versionRules.ts';
import { waitForOperation } from './waitForOperation.ts';
import { whenIdle } from './whenIdle.ts';

export interface RestoreRequest extends BackupSelection {
  readonly id: string;
  /** Replace collections that exist; undefined to ask. */
  readonly replace: boolean;
  /** Asks whether to replace collections; undefined without a terminal. */
  readonly confirm: ((collections: readonly string[]) => Promise<boolean>) | undefined;
}

export interface RestoreReport {
  readonly id: string;
  readonly collections: readonly CollectionContents[];
  /** The backup of what was replaced. */
  readonly safety: string | null;
  /** Whether the numbers of objects were compared with those of the backup. */
  readonly compared: boolean;
}

/**
 * Restores a backup. Collections that exist are only replaced if the user says so, after a backup of them.
 * @throws Failure
 */
export async function restoreBackup(session: BackupSession, request: RestoreRequest): Promise<RestoreReport> {
  const { cwd, out, signal } = session;
  const { id } = request;
  try {
    const record = await readBackupRecord(cwd, id);
    const listed = await findBackup(session, id);
    await checkVersion(session, id, record);
    const interrupted = await readRestoreRecord(cwd);
    if (interrupted) await endInterrupted(session, interrupted);
    const wanted = wantedCollections(record, listed, request);
    // A record that only has the result of a drill says nothing about the contents.
    const known = record?.collections.filter(({ name }) => wanted.includes(name));
    const expected = known?.length === 0 ? undefined : known;
    const existing = await existingOf(session, wanted);
    const safety = await clearTheWay(session, request, existing, interrupted);
    const step = out.step(`restoring ${id}`, { phase: 'restore' });
    try {
      await runRestore(session, id, wanted);
      const collections = await requireWhole(session, wanted, expected);
      await removeRestoreRecord(cwd);
      step.done(
        `restored ${id}: ${contentsText(collections)}${expected ? ', as many as in the backup' : ''}`,
      );
      return { id, collections, safety: safety ?? null, compared: expected !== undefined };
    } catch (error) {
      step.fail(`restore of ${id}`);
      if (signal.aborted) throw await afterInterruption(session, id, safety);
      throw await rolledBack(session, id, asFailure(error, `cannot restore ${id}`), safety, wanted);
    }
  } catch (error) {
    signal.throwIfAborted();
    throw asFailure(error, `cannot restore ${id}`);
  }
}

/** A restore whose command was killed goes on: its collections must not appear after those that are there were deleted. */
async function endInterrupted({ api, out, signal }: BackupSession, { id }: RestoreRecord): Promise<void> {
  const step = out.step(`ending the interrupted restore of ${id}`);
  await endRestore(api, id, signal);
  step.drop();
}

/** @throws Failure if the backup does not exist or is not complete */
export async function findBackup({ api, signal }: BackupSession, id: string): Promise<ListedBackup> {
  const listed = (await api.list(signal)).find((one) => one.id === id);
  // A backup whose description is damaged is not listed, but has a status that says why.
  const status = listed ?? { ...(await api.status(id, signal)), id };
  if (status.status === 'SUCCESS') return status;
  throw new Failure('refused', {
    code: 'backup-incomplete',
    message: `the backup ${id} is not complete: its state is ${status.status}`,
    detail: status.error || undefined,
    suggestion: hasEnded(status)
      ? 'bindstack backup list, and use another backup'
      : 'wait until bindstack backup list shows it as complete, or use another backup',
  });
}

/** @throws Failure `backup-newer` (refused) */
async function checkVersion(
  { files, version, out }: BackupSession,
  id: string,
  record: BackupRecord | undefined,
): Promise<void> {
  const from = (await files?.metadata(id))?.serverVersion ?? record?.version ?? versionInId(id);
  if (from === undefined) {
    out.warn(`it is not known which version of Weaviate made ${id}; this is ${version}`);
    return;
  }
  const { kind } = versionVerdict(from, version);
  if (kind === 'newer-patch') out.warn(`${id} was made by Weaviate ${from}, and this is ${version}`);
  if (kind !== 'newer-minor') return;
  throw new Failure('refused', {
    code: 'backup-newer',
    message: `${id} was made by Weaviate ${from}, and this is ${version}: an older server may not understand its files`,
    suggestion: `run Weaviate ${from} or newer: bindstack generate --weaviate-tag ${from}, then bindstack up`,
  });
}

/** The collections to restore. @throws Failure (usage) */
function wantedCollections(
  record: BackupRecord | undefined,
  { id, classes }: ListedBackup,
  { include, exclude }: BackupSelection,
): string[] {
  const all = classes ?? record?.collections.map(({ name }) => name) ?? [];
  const unknown = [...(include ?? []), ...(exclude ?? [])].find((name) => !all.includes(name));
  if (unknown !== undefined) {
    throw new Failure('usage', {
      code: 'no-such-collection',
      message: `${id} has no collection ${unknown}; it has ${all.join(', ')}`,
      suggestion: `--include ${all[0]}`,
    });
  }
  return [...(include ?? all.filter((name) => !exclude?.includes(name)))].sort();
}

async function existingOf({ server, signal }: BackupSession, wanted: readonly string[]): Promise<string[]> {
  // Names that differ only in upper and lower case are the same collection.
  const lower = new Set(wanted.map((name) => name.toLowerCase()));
  const names = await collectionNames(server, signal);
  return names.filter((name) => lower.has(name.toLowerCase())).sort();
}

/**
 * Makes room for the collections of the backup. Those that exist are deleted after a backup of them.
 * @returns the id of that backup
 * @throws Failure `collections-exist` (refused)
 */
async function clearTheWay(
  session: BackupSession,
  { id, replace, confirm }: RestoreRequest,
  existing: readonly string[],
  interrupted: RestoreRecord | undefined,
): Promise<string | undefined> {
  const { cwd, server } = session;
  // What an interrupted restore has deleted is in its own backup, and must not be replaced by one of what is left.
  const earlier = interrupted?.id === id ? interrupted : undefined;
  if (existing.length === 0) {
    await writeRestoreRecord(cwd, {
      ...earlier,
      id,
      startedAt: new Date().toISOString(),
      replaced: earlier?.replaced ?? [],
    });
    return earlier?.safety;
  }
  if (!replace && !(await confirm?.(existing)))
    throw collectionsExist(id, existing, earlier, confirm !== undefined);
  const safety =
    earlier?.safety ?? (await createBackup(session, { purpose: 'before-restore', include: existing })).id;
  await writeRestoreRecord(cwd, {
    id,
    startedAt: new Date().toISOString(),
    replaced: [...existing],
    safety,
  });
  for (const name of existing) await deleteCollection(server, name);
  return safety;
}

/** Not affected by Ctrl-C: what was deleted is known. */
async function deleteCollection(server: WeaviateServer, name: string): Promise<void> {
  await rest(server, 'DELETE', `/v1/schema/${name}`, undefined, 60_000);
}

function collectionsExist(
  id: string,
  existing: readonly string[],
  earlier: RestoreRecord | undefined,
  hasAsked: boolean,
): Failure {
  const names = existing.join(', ');
  return new Failure('refused', {
    code: 'collections-exist',
    message: hasAsked
      ? 'nothing was restored'
      : earlier
        ? `an earlier restore of ${id} was interrupted, and ${names} ${existing.length === 1 ? 'exists' : 'exist'}`
        : `${names} already ${existing.length === 1 ? 'exists' : 'exist'}, and restoring does not overwrite collections`,
    suggestion: `bindstack restore ${id} --replace, which makes a backup of ${existing.length === 1 ? 'it' : 'them'} first`,
  });
}

/** @throws Failure unless Weaviate reports success */
export async function runRestore(
  session: BackupSession,
  id: string,
  include: readonly string[],
): Promise<void> {
  const { api, signal, hasExited } = session;
  await startRestore(session, id, include);
  const ending = await waitForOperation((limit) => api.restoreStatus(id, limit), signal, { hasExited });
  if (ending.kind !== 'ended') {
    throw new Failure('failed', {
      code: ending.kind === 'gone' ? 'weaviate-stopped' : 'weaviate-restarted',
      message: `Weaviate ${ending.kind === 'gone' ? 'stopped' : 'restarted'} during the restore of ${id}, which may be incomplete`,
      detail: ending.kind === 'gone' ? ending.reason : undefined,
      suggestion: `bindstack restore ${id} --replace, once Weaviate runs again`,
    });
  }
  const { status, error } = ending.status;
  if (status !== 'SUCCESS') throw explained(error ?? status, `the restore of ${id} failed`);
}

/** Starts a restore; if it was made on nodes with other names, its shards go to those of this server. */
async function startRestore(session: BackupSession, id: string, include: readonly string[]): Promise<void> {
  const { api, server, signal } = session;
  try {
    await whenIdle(session, () => api.startRestore(id, { include }, undefined, signal));
  } catch (error) {
    const mapping = error instanceof RestError ? await nodeMapping(server, error.reason, signal) : undefined;
    if (mapping === undefined) throw error;
    await api.startRestore(id, { include }, mapping, signal);
  }
}

/** After Ctrl-C: cancels the restore, and says how to continue. */
async function afterInterruption(
  session: BackupSession,
  id: string,
  safety: string | undefined,
): Promise<unknown> {
  const { out, signal } = session;
  const step = out.step(`canceling the restore of ${id}`);
  await session.afterInterruption((api) => endRestore(api, id)).catch(() => {});
  step.drop();
  out.warn(
    `the restore of ${id} was interrupted`,
    safety === undefined
      ? `bindstack restore ${id} --replace, which starts it again`
      : `bindstack restore ${id} --replace, which starts it again, or bindstack restore ${safety} --replace, which brings back what was there before`,
  );
  return signal.reason;
}

/** After a failure: brings back what was deleted for this restore. @returns the failure, completed */
async function rolledBack(
  session: BackupSession,
  id: string,
  error: unknown,
  safety: string | undefined,
  wanted: readonly string[],
): Promise<unknown> {
  const { cwd, out, server, signal } = session;
  if (safety === undefined) {
    // Nothing was there before. Collections that Weaviate has created are not complete, and stay for a look.
    return error;
  }
  const step = out.step(`bringing back what was there before, from ${safety}`);
  try {
    const record = await readBackupRecord(cwd, safety);
    const names = record?.collections.map(({ name }) => name) ?? wanted;
    for (const name of await existingOf(session, names)) await deleteCollection(server, name);
    await runRestore(session, safety, names);
    await requireWhole(session, names, record?.collections);
    await removeRestoreRecord(cwd);
    step.done('what was there before is back');
  } catch {
    step.fail('what was there before is not back');
    if (signal.aborted) return signal.reason;
    return new Failure('failed', {
      code: 'restore-failed',
      message: `the restore of ${id} failed, and so did bringing back what was there before`,
      detail: error instanceof Error ? error.message : undefined,
      suggestion: `bindstack restore ${safety} --replace, once Weaviate runs again`,
    });
  }
  return error;
}
