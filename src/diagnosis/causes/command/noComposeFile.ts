import { said } from '../../cause.ts';

export const noComposeFile = said(
  'no-compose-file',
  /^open (?<file>\S+\.ya?ml): no such file or directory|no configuration file provided: not found|^stat (?<other>\S+\.ya?ml): no such file or directory/,
  ({ group }) => {
    const file = group('file') || group('other');
    return {
      service: null,
      message: file === '' ? 'there is no Compose file here' : `there is no file ${file}`,
      cause: 'Compose found nothing to start.',
      suggestion: 'bindstack generate, or --cwd DIR for the directory that has one',
    };
  },
);
