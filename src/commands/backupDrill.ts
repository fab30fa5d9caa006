import { type DrillReport, drill } from '../backup/drill.ts';
import type { Context } from '../context.ts';
import { Failure } from '../errors.ts';
import { withLock } from '../files/lock.ts';
import type { FlagValues } from '../options/flags.ts';
import { defaultGrpcAddress } from '../weaviate/address.ts';
import { type BackupOptions, type SessionContext, withBackups } from './backupSession.ts';

export interface BackupDrillOptions extends BackupOptions {
  readonly progress?: 'text' | 'json';
}

/** `bindstack backup drill`: restores a backup into a throw-away server, and compares it with the original. */
export async function backupDrill(
  context: Context,
  flags: FlagValues,
  options: BackupDrillOptions,
  id?: string,
): Promise<void> {
  const out = options.progress === 'json' ? context.out.withJsonLines() : context.out;
  const report = await drillBackup({ ...context, out }, flags, options, id);
  if (out.json) out.report(report);
  else for (const line of linesOf(report, out.colors)) out.say(line);
  if (!report.ok) throw drillFailure(report, { reported: out.json });
}

/**
 * Tries a backup of the stack of a directory; the newest one if no id is given.
 * @throws Failure if it cannot be tried
 */
export function drillBackup(
  context: SessionContext,
  flags: FlagValues,
  options: BackupOptions,
  id: string | undefined,
): Promise<DrillReport> {
  return withBackups(context, flags, options, (session, target) => {
    if (target === undefined) throw needsStack();
    const at = { ...context, signal: session.signal };
    return withLock(context.cwd, 'drill', { waitMs: 0 }, () =>
      drill(session, id, (backup, work) =>
        target.withThrowAwayServer(at, flags, backup, ({ http, apiKey }, signal) =>
          work({ http, ...defaultGrpcAddress(http), apiKey }, signal),
        ),
      ),
    );
  });
}

/** The failure for a backup that does not bring back what was backed up. */
export function drillFailure(
  { id, problems }: DrillReport,
  {
    reported,
    suggestion = 'bindstack backup create, then bindstack backup drill',
  }: { readonly reported: boolean; readonly suggestion?: string },
): Failure {
  return new Failure('failed', {
    code: 'drill-failed',
    message: `the backup ${id} does not bring back what was backed up`,
    detail: problems[0],
    suggestion,
    reported,
  });
}

function needsStack(): Failure {
  return new Failure('usage', {
    code: 'no-effect',
    message:
      'backup drill needs the stack of this directory: it starts a second Weaviate with the same settings',
    suggestion: 'leave out --url',
  });
}

function linesOf(
  { id, ok, problems, vectors, searches }: DrillReport,
  colors: Context['out']['colors'],
): string[] {
  if (!ok) return problems.slice(1).map((problem) => `${colors.red('✖')} ${problem}`);
  const compared = vectors > 0 ? `, ${vectors} vectors are the same` : '';
  return [`${colors.green('✔')} ${id} can be restored${compared}, ${searches} searches find their object`];
}
