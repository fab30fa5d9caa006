import { said } from '../../cause.ts';

export const mountMissing = said(
  'mount-missing',
  /bind source path does not exist: (?<path>\S+)|error while creating mount source path '(?<other>[^']+)'|[Mm]ounts denied/,
  ({ group }) => {
    const path = group('path') || group('other');
    return {
      message: `${path === '' ? 'a folder of the Compose file' : path} cannot be mounted`,
      cause: 'It does not exist where the engine looks for it, or the engine may not read it.',
      suggestion:
        path === ''
          ? 'share the folder with Docker Desktop: Settings, Resources, File sharing'
          : `mkdir -p ${path}, or mend volumes of the service; files of bindstack: bindstack generate`,
    };
  },
);
