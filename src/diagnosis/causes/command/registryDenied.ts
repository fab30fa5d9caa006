import { kubectl } from '../../advice.ts';
import { said } from '../../cause.ts';

/** Docker Hub says so of repositories that do not exist as well. */
export const registryDenied = said(
  'registry-denied',
  /pull access denied(?: for (?<image>[^\s,]+)|, repository does not exist)|unauthorized: (?:authentication required|access (?:token|to the requested)|incorrect username)|denied: (?:requested access to the resource is denied|access forbidden|permission)|no basic auth credentials|failed to resolve reference "(?<ref>[^"]+)".*(?:401 Unauthorized|403 Forbidden)/,
  ({ group }, scene) => {
    const image = group('image') || group('ref');
    return {
      message: `the registry refuses ${image === '' ? 'the image' : `the image ${image}`}`,
      cause: 'It wants a login, or there is no such repository: registries answer the same to both.',
      suggestion:
        scene.observation.target === 'helm'
          ? `${kubectl(scene, 'create secret docker-registry NAME --docker-server=REGISTRY --docker-username=USER --docker-password=PASSWORD')} and imagePullSecrets: [NAME] in the values, or mend the name: --weaviate-repository, --inference-repository`
          : 'docker login REGISTRY, or mend the name: --weaviate-repository, --inference-repository (in a file of your own: image)',
    };
  },
);
