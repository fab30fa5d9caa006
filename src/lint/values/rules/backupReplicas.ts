import { at, textOf } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import { nearestPlace } from '../bindModule.ts';
import type { ChartValues } from '../chartValues.ts';
import { isTruthy } from '../helmValue.ts';

export const backupReplicas: Rule<ChartValues> = {
  id: 'values-backup-replicas',
  severity: 'error',
  summary: 'Backups go to the file system, and Weaviate has several replicas.',
  why: 'Each node would write its part to its own disk, so Weaviate refuses every backup: `local filesystem backend is not viable for backing up a node cluster, try s3 or gcs`.',
  fix: 'Use `backups.s3`, `gcs` or `azure`, or one replica.',
  evidence: 'weaviate/weaviate usecases/backup/scheduler.go:39 (1.39.0)',
  *check(values) {
    if (!isTruthy(at(values.root, 'backups', 'filesystem', 'enabled'))) return;
    const replicas = Number(textOf(at(values.root, 'replicas')) ?? '1');
    if (!(replicas > 1)) return;
    yield {
      place: nearestPlace(values, 'backups', 'filesystem', 'enabled'),
      message: `with ${replicas} replicas, Weaviate refuses every backup to the file system`,
    };
  },
};
