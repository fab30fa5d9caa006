import { said } from '../../cause.ts';

export const registryRateLimit = said(
  'registry-rate-limit',
  /toomanyrequests\b|You have reached your (?:unauthenticated )?pull rate limit|\b429 Too Many Requests/i,
  (_match, { observation }) => ({
    service: null,
    message: 'the registry allows no more downloads for now',
    cause: 'It counts the downloads of an address or a user, and the limit is reached.',
    suggestion:
      observation.target === 'helm'
        ? 'wait (Docker Hub counts by six hours; the kubelet tries again by itself), or pull with a login: imagePullSecrets; a mirror helps too: --weaviate-registry and --inference-registry'
        : 'wait (Docker Hub counts by six hours), or docker login; a mirror helps too: --weaviate-registry and --inference-registry, with the images that bindstack images lists',
  }),
);
