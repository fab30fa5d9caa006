import { MODEL_IMAGE_SIZE } from '../../../facts/resources.ts';
import { said } from '../../cause.ts';

export const diskFull = said('disk-full', /no space left on device/, (_match, { observation }) => ({
  ...(observation.target !== 'helm' && { service: null }),
  message: 'the disk is full',
  cause: `The image of multi2vec-bind is large: ${MODEL_IMAGE_SIZE} (derived from its layers). While it is unpacked, it needs both.`,
  suggestion:
    observation.target === 'helm'
      ? 'free the disk of the node (crictl rmi --prune), or use nodes with more: kubectl describe nodes shows DiskPressure'
      : 'docker system df shows what takes the space, docker image prune -a removes unused images; in Docker Desktop raise the disk limit under Settings, Resources',
}));
