import { logged } from '../../cause.ts';
import { dataDirectory } from './dataDirectory.ts';

export const dataPath = logged(
  'data-path',
  ['weaviate'],
  /cannot create data directory "(?<path>[^"]+)": .*: (?<why>no such file or directory|not a directory)/,
  ({ group }, _service, scene) => ({
    message: `Weaviate cannot make its data directory ${group('path')}`,
    cause: `The system says: ${group('why')}.`,
    suggestion: dataDirectory(scene),
  }),
);
