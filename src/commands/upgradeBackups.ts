import { countDifferences } from '../backup/comparison.ts';
import { readContents } from '../backup/contents.ts';
import { createBackup } from '../backup/createBackup.ts';
import type { CollectionContents } from '../backup/record.ts';
import { restoreBackup } from '../backup/restoreBackup.ts';
import { compareSamples } from '../backup/samples.ts';
import { targetFlag } from '../options/runTargets.ts';
import type { Contents } from '../upgrade/work.ts';
import type { WeaviateServer } from '../weaviate/rest.ts';
import { drillBackup, drillFailure } from './backupDrill.ts';
import { withBackups } from './backupSession.ts';
import { type StackPlace, withServer } from './upgradeConnection.ts';

/** What an upgrade needs of backups. */
export interface Backups {
  /** @throws Failure `no-backup-module` (refused) if Weaviate cannot make backups */
  check(): Promise<void>;
  create(): Promise<string>;
  drill(id: string): Promise<void>;
  restore(id: string): Promise<void>;
  contents(): Promise<Contents>;
  differences(before: Contents): Promise<readonly string[]>;
}

/** The backups of a stack. */
export function backupsOf(stack: StackPlace): Backups {
  const { context, flags, options, target } = stack;
  return {
    check: () => withBackups(context, flags, options, async () => {}),
    create: () =>
      withBackups(context, flags, options, async (session) => (await createBackup(session, {})).id),
    async drill(id) {
      const report = await drillBackup(context, flags, options, id);
      if (report.ok) return;
      const suggestion = `bindstack upgrade${targetFlag(target.name)}, which makes another backup`;
      throw drillFailure(report, { reported: false, suggestion });
    },
    async restore(id) {
      await withBackups(context, flags, options, (session) =>
        restoreBackup(session, { id, replace: false, confirm: undefined }),
      );
    },
    contents: () => withServer(stack, (server, signal) => readContents(server, () => true, signal)),
    differences: (before) =>
      withServer(stack, (server, signal) => differencesFrom(before as CollectionContents[], server, signal)),
  };
}

/** What is missing or differs; more objects than before are fine. */
async function differencesFrom(
  before: readonly CollectionContents[],
  server: WeaviateServer,
  signal: AbortSignal,
): Promise<string[]> {
  const found = await readContents(server, () => true, signal);
  const wanted = before.map((collection) => {
    const { objects } = found.find(({ name }) => name === collection.name) ?? {};
    const more = Math.max(collection.objects ?? 0, objects ?? 0);
    return collection.objects === undefined ? collection : { ...collection, objectsAfter: more };
  });
  const problems = countDifferences(wanted, found);
  return problems.length > 0 ? problems : (await compareSamples(server, before, signal)).problems;
}
