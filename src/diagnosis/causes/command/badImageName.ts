import { said } from '../../cause.ts';

export const badImageName = said(
  'bad-image-name',
  /(?:unable to get image '(?<image>[^']*)': .*)?invalid reference format/,
  ({ group }) => ({
    message: `${group('image') === '' ? 'an image name' : `the image name ${group('image')}`} is none`,
    cause: 'An image is registry/repository:tag, the repository in lower case and without blanks.',
    suggestion:
      'mend image in the Compose file (an unset variable in it leaves a hole): bindstack validate docker-compose.yml',
  }),
);
