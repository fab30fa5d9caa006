import { backupClaimName } from '../capabilities/backup.ts';
import { kubernetesSize } from '../formats/size.ts';
import type { StackConfig } from '../options/table.ts';

/** Label of the volume claim for backups, with the name of the release. `destroy` keeps objects that carry it. */
export const BACKUPS_LABEL = 'bindstack/backups';

/** The volume claim for backups, as large as the one for the data; undefined if the values need none. */
export function backupClaim(config: StackConfig) {
  const { name, backup, targets, weaviate } = config;
  if (backup.to !== 'volume' || !targets.includes('helm')) return undefined;
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      name: backupClaimName(name),
      labels: { 'app.kubernetes.io/managed-by': 'bindstack', [BACKUPS_LABEL]: name },
    },
    spec: {
      accessModes: ['ReadWriteOnce'],
      ...(weaviate.storageClass !== undefined && { storageClassName: weaviate.storageClass }),
      resources: { requests: { storage: kubernetesSize(weaviate.storageSize) } },
    },
  };
}
