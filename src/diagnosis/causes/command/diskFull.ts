import { said } from '../../cause.ts';

export const diskFull = said('disk-full', /no space left on device/, () => ({
  service: null,
  message: 'the disk is full',
  cause:
    'The image of multi2vec-bind takes about 15 GB unpacked, and as much again while it is unpacked (derived from its layers).',
  suggestion:
    'docker system df shows what takes the space, docker image prune -a removes unused images; in Docker Desktop raise the disk limit under Settings, Resources',
}));
