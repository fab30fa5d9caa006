import { said } from '../../cause.ts';

/** Recorded with `pull_policy: never`; Compose 2.26 says it twice in one line. */
export const imageMissing = said('image-missing', /No such image: (?<image>\S+?):?(?= |$)/i, ({ group }) => ({
  message: `the image ${group('image')} is not on this machine`,
  cause: 'It may not be downloaded (pull_policy: never, or --pull never), or has been removed meanwhile.',
  suggestion: `docker pull ${group('image')}, or docker load -i FILE; then bindstack up`,
}));
