import { at, itemsOf, textOf } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import { nearestPlace } from '../bindModule.ts';
import type { ChartValues } from '../chartValues.ts';
import { isTruthy } from '../helmValue.ts';

const NAME = 'BACKUP_FILESYSTEM_PATH';

export const valuesBackupPath: Rule<ChartValues> = {
  id: 'values-backup-path',
  severity: 'warning',
  summary: 'Backups are written to the file system of the container.',
  why: 'The default path, `/tmp/backups`, is not on a volume: every backup is lost when the pod restarts. Weaviate rejects a relative path.',
  fix: 'Set `backups.filesystem.envconfig.BACKUP_FILESYSTEM_PATH` to a directory on a volume (`extraVolumes`, `extraVolumeMounts`), or use `backups.s3`, `gcs` or `azure`.',
  evidence:
    'weaviate-helm 17.8.3 values.yaml: /tmp/backups; weaviate modules/backup-filesystem/backup.go:219',
  *check(values) {
    const block = at(values.root, 'backups', 'filesystem');
    if (!isTruthy(at(block, 'enabled'))) return;
    const path = textOf(at(block, 'envconfig', NAME)) ?? '/tmp/backups';
    const mounts = itemsOf(at(values.root, 'extraVolumeMounts')).flatMap(
      (one) => textOf(at(one, 'mountPath')) ?? [],
    );
    const persistentPaths = ['/var/lib/weaviate', ...mounts].map((mount) => mount.replace(/\/+$/, ''));
    if (persistentPaths.some((mount) => path === mount || path.startsWith(`${mount}/`))) return;
    const isRelative = !path.startsWith('/');
    yield {
      place: nearestPlace(values, 'backups', 'filesystem', 'envconfig', NAME),
      severity: isRelative ? 'error' : 'warning',
      message: isRelative
        ? `${NAME} is ${path}, which is not an absolute path: Weaviate rejects it`
        : `backups go to ${path}, which is not on a volume: they are lost when the pod restarts`,
    };
  },
};
