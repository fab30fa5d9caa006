import { now } from '../clock.ts';
import { Failure } from '../errors.ts';
import type { BackupToRead } from '../targets/target.ts';
import type { WeaviateServer } from '../weaviate/rest.ts';
import { BackupApi } from './backupApi.ts';
import { contentsText } from './comparison.ts';
import { asFailure } from './explained.ts';
import { type BackupRecord, type DrillResult, readBackupRecord, writeBackupRecord } from './record.ts';
import { findBackup, runRestore } from './restoreBackup.ts';
import { restoredContents } from './restoredContents.ts';
import { compareSamples } from './samples.ts';
import type { BackupSession } from './session.ts';

export interface DrillReport {
  readonly id: string;
  readonly ok: boolean;
  readonly problems: readonly string[];
  readonly collections: readonly { readonly name: string; readonly objects?: number | undefined }[];
  /** Vectors that were compared with those at the time of the backup. */
  readonly vectors: number;
  /** Searches that found the known object first. */
  readonly searches: number;
  readonly ms: number;
}

/** Starts a server that can read a backup, and removes it afterwards. */
export type ThrowAway = <T>(
  backup: BackupToRead,
  work: (server: WeaviateServer, signal: AbortSignal) => Promise<T>,
) => Promise<T>;

/**
 * Restores a backup into a throw-away server, and compares it with what was recorded.
 * @param id the newest complete backup if not given
 * @throws Failure if it cannot be tried; a backup that is not right is a result
 */
export async function drill(
  session: BackupSession,
  id: string | undefined,
  throwAway: ThrowAway,
): Promise<DrillReport> {
  const { cwd, signal, backend } = session;
  const started = now();
  try {
    const listed = await findBackup(session, id ?? (await newestBackup(session)));
    const record = await readBackupRecord(cwd, listed.id);
    const bases = await basesOf(session, listed.id);
    const wanted = [...(listed.classes ?? record?.collections.map(({ name }) => name) ?? [])].sort();
    const result = await throwAway({ id: listed.id, bases, directory: backend.directory }, (server, limit) =>
      examine(
        {
          ...session,
          server,
          api: new BackupApi(server, backend.name),
          files: undefined,
          // It is asked for the stack's Weaviate.
          hasExited: async () => false,
          signal: limit,
        },
        listed.id,
        wanted,
        record,
      ),
    );
    const report = { id: listed.id, ok: result.problems.length === 0, ...result, ms: now() - started };
    await remember(session, listed.startedAt, record, report);
    return report;
  } catch (error) {
    signal.throwIfAborted();
    throw asFailure(error, 'cannot try the backup');
  }
}

/** @throws Failure `no-backup` */
async function newestBackup({ api, signal }: BackupSession): Promise<string> {
  const complete = (await api.list(signal)).filter(({ status }) => status === 'SUCCESS');
  const [newest] = complete.sort((one, other) => ((one.startedAt ?? '') < (other.startedAt ?? '') ? 1 : -1));
  if (newest) return newest.id;
  throw new Failure('failed', {
    code: 'no-backup',
    message: 'there is no complete backup to try',
    suggestion: 'bindstack backup create',
  });
}

/** The backups that an incremental one builds on, as far as they are known. */
async function basesOf({ cwd, files }: BackupSession, id: string): Promise<string[]> {
  const bases: string[] = [];
  for (let current = id; ; ) {
    const base =
      (await readBackupRecord(cwd, current))?.base ?? (await files?.metadata(current))?.baseBackupId;
    if (base === undefined || base === '' || bases.includes(base)) return bases;
    bases.push(base);
    current = base;
  }
}

type Examined = Pick<DrillReport, 'problems' | 'collections' | 'vectors' | 'searches'>;

/** Restores the backup into the server of the session, and looks at the result. */
async function examine(
  session: BackupSession,
  id: string,
  wanted: readonly string[],
  record: BackupRecord | undefined,
): Promise<Examined> {
  const { out, server, signal } = session;
  const step = out.step(`restoring ${id} into a throw-away Weaviate`, { phase: 'drill' });
  try {
    try {
      await runRestore(session, id, wanted);
    } catch (error) {
      signal.throwIfAborted();
      const failure = asFailure(error, 'the restore failed');
      if (!(failure instanceof Failure)) throw error;
      step.fail(`restore of ${id}`);
      const why = failure.detail === undefined ? failure.message : `${failure.message} (${failure.detail})`;
      return { problems: [why], collections: [], vectors: 0, searches: 0 };
    }
    const { contents, problems } = await restoredContents(session, wanted, record?.collections);
    step.update('comparing vectors and searching');
    const known = record?.collections.length ? record.collections : undefined;
    const compared = await compareSamples(server, known ?? contents, signal);
    step.done(`restored ${contentsText(contents)}`);
    return {
      problems: [...problems, ...compared.problems],
      collections: contents.map(({ name, objects }) => ({ name, objects })),
      vectors: known ? compared.vectors : 0,
      searches: compared.searches,
    };
  } catch (error) {
    step.drop();
    throw error;
  }
}

/** Adds the result to the record of the backup, which is made if there is none. */
async function remember(
  { cwd, backend, version }: BackupSession,
  startedAt: string | undefined,
  record: BackupRecord | undefined,
  { id, ok, problems }: DrillReport,
): Promise<void> {
  const result: DrillResult = { at: new Date().toISOString(), ok, problems: [...problems] };
  const known = record ?? {
    id,
    backend: backend.name,
    version,
    state: 'complete',
    startedAt: startedAt ?? result.at,
    collections: [],
    drills: [],
  };
  await writeBackupRecord(cwd, { ...known, drills: [...known.drills, result] });
}
