import { logged } from '../../cause.ts';
import { dataDirectory } from './dataDirectory.ts';

/** Measured with a directory of root and a process of another user. */
export const dataPermission = logged(
  'data-permission',
  ['weaviate'],
  /(?:mkdir|open|create|stat|rename|unlink|cannot create data directory) "?(?<path>\/[^\s":]+)"?: (?:mkdir \S+: )?(?:permission denied|operation not permitted)/,
  ({ group }, _service, scene) => ({
    message: `Weaviate may not write its data: ${group('path')}`,
    cause: 'The folder belongs to another user than the one that Weaviate runs as.',
    suggestion:
      scene.observation.target === 'embedded'
        ? 'sudo chown -R "$USER" .bindstack/embedded, then bindstack up --target embedded'
        : scene.observation.target === 'helm'
          ? `securityContext.fsGroup in the values gives the volume to the user of the pod; or initContainers.ensureFileOwnershipContainer.enabled: true; ${dataDirectory(scene)}`
          : `remove user: from the service weaviate (the image runs as root), or give the folder to that user with chown -R; ${dataDirectory(scene)}`,
  }),
);
