import { type Command, Option } from 'commander';
import { RELEASE_KEYS } from '../options/runTargets.ts';
import { addPlaceFlags, onCallInterruptible, progressFlag, type Registry, repeated } from './registry.ts';

/** Commands about the backups of a running stack. */
export function backupCommands({ command, stackFlags, context, ...registry }: Registry): void {
  /** The flags that say where the stack is. */
  const placeFlags = (target: Command) =>
    stackFlags(
      addPlaceFlags(target).option(
        '--backend <NAME>',
        'backup module to use if Weaviate has several: filesystem, s3, gcs or azure',
      ),
      (key) => RELEASE_KEYS.has(key),
    );
  const onCall: Registry['onCall'] = (target, load) => onCallInterruptible(registry, target, load);

  const backup = command('backup', 'make, list, delete and test backups');
  const part = (name: string, description: string) =>
    backup.command(name).description(description).exitOverride();

  onCall(
    placeFlags(
      part('create', 'make a backup of a running stack, and wait until it is complete')
        .option('--id <ID>', 'id of the backup (default: from the time and the version)')
        .option('--include <COLLECTION>', 'only this collection; may have * and ? (repeatable)', repeated)
        .option('--exclude <COLLECTION>', 'all but this collection; may have * and ? (repeatable)', repeated)
        .option('--incremental', 'only store what was added since the last backup')
        .option('--keep <N>', 'afterwards, delete the oldest backups made with --keep, except this many')
        .addOption(progressFlag()),
    ),
    async () => (await import('../commands/backupCreate.ts')).backupCreate,
  );

  onCall(
    placeFlags(part('list', 'list the backups, newest first')),
    async () => (await import('../commands/backupList.ts')).backupList,
  );

  onCall(
    placeFlags(
      part('delete', 'delete a backup, or cancel one that is running')
        .argument('<ID>', 'id of the backup')
        .option('-y, --yes', 'do not ask for confirmation'),
    ),
    async () => (await import('../commands/backupDelete.ts')).backupDelete,
  );

  onCall(
    placeFlags(
      part('drill', 'restore a backup into a throw-away Weaviate, and compare what comes back')
        .argument('[ID]', 'id of the backup (default: the newest)')
        .addOption(progressFlag()),
    ),
    async () => (await import('../commands/backupDrill.ts')).backupDrill,
  );

  onCall(
    placeFlags(
      part('schedule', 'print what makes regular backups: a systemd timer, a cron line or a CronJob')
        .option('--every <TIME>', 'time between two backups: 1h to 12h, 1d or 1w', '1d')
        .option('--keep <N>', 'number of these backups to keep (default: 7; not in a cluster)')
        .addOption(
          new Option('--scheduler <NAME>', 'what starts the backups').choices([
            'systemd',
            'cron',
            'kubernetes',
          ]),
        )
        .option('--install', 'install it instead of printing it'),
    ),
    async () => (await import('../commands/backupSchedule.ts')).backupSchedule,
  );

  onCall(
    placeFlags(
      command('restore', 'restore a backup into a running stack, and check the number of objects')
        .argument('<ID>', 'id of the backup')
        .option('--include <COLLECTION>', 'only this collection (repeatable)', repeated)
        .option('--exclude <COLLECTION>', 'all but this collection (repeatable)', repeated)
        .option('--replace', 'replace collections that exist, after a backup of them')
        .option('-y, --yes', 'do not ask for confirmation')
        .addOption(progressFlag()),
    ),
    async () => (await import('../commands/restore.ts')).restore,
  );
}
