import { said } from '../../cause.ts';

/** Docker Hub says so of repositories that do not exist as well. */
export const registryDenied = said(
  'registry-denied',
  /pull access denied for (?<image>[^\s,]+)|unauthorized: (?:authentication required|access (?:token|to the requested)|incorrect username)|denied: (?:requested access to the resource is denied|access forbidden|permission)|no basic auth credentials|failed to resolve reference "(?<ref>[^"]+)".*(?:401 Unauthorized|403 Forbidden)/,
  ({ group }) => {
    const image = group('image') || group('ref');
    return {
      message: `the registry refuses ${image === '' ? 'the image' : `the image ${image}`}`,
      cause: 'It wants a login, or there is no such repository: registries answer the same to both.',
      suggestion:
        'docker login REGISTRY, or mend the name: --weaviate-repository, --inference-repository (in a file of your own: image)',
    };
  },
);
