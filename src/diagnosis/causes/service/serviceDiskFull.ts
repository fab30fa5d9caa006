import { kubectl, withFlags } from '../../advice.ts';
import { logged } from '../../cause.ts';

export const serviceDiskFull = logged(
  'disk-full',
  ['weaviate', 'inference', 'other'],
  /no space left on device/i,
  (_match, service, scene) => ({
    message: `${service.title} cannot write: the disk is full`,
    cause: 'The file system of its data has no space left.',
    suggestion:
      scene.observation.target === 'helm'
        ? `a larger volume: ${withFlags(scene, '--storage-size 64Gi')}, where the storage class allows it; ${kubectl(scene, 'get pvc')}`
        : 'df -h and docker system df show what takes the space; docker image prune -a removes unused images',
  }),
);
