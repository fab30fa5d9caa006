import { logged } from '../../cause.ts';
import { dataDirectory } from './dataDirectory.ts';

const WRITABLE = {
  embedded: 'mount the disk writable, or work in another directory (--cwd)',
  compose: 'remove :ro (or read_only: true) from the service weaviate',
  helm: 'remove readOnlyRootFilesystem from containerSecurityContext, or see why the volume is mounted read-only',
} as const;

/** Measured on a file system that is mounted read-only. */
export const dataReadOnly = logged(
  'data-read-only',
  ['weaviate'],
  /(?:mkdir|open|create|rename|unlink|write) "?(?<path>\/[^\s":]+)"?: read-only file system/,
  ({ group }, _service, scene) => ({
    message: `Weaviate cannot write its data: ${group('path')} is read-only`,
    cause: 'The volume, or the file system below it, is mounted read-only.',
    suggestion: `${WRITABLE[scene.observation.target]}; ${dataDirectory(scene)}`,
  }),
);
