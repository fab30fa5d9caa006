import { logged } from '../../cause.ts';

export const wrongProcessor = logged(
  'wrong-platform',
  ['weaviate', 'inference', 'other'],
  /exec format error/,
  (_match, service, { observation }) => ({
    message: `the image of ${service.title} is made for another processor`,
    cause: `Its program cannot be run here${observation.host?.arch === undefined ? '' : ` (${observation.host.arch})`}.`,
    suggestion:
      observation.target === 'embedded'
        ? 'another --weaviate-binary, or none: bindstack up finds one that fits'
        : observation.target === 'helm'
          ? 'a node selector for the right nodes (kubernetes.io/arch), or an image of both; Weaviate and multi2vec-bind are published for linux/amd64 and linux/arm64'
          : `docker compose pull ${service.name} without platform: in the service; Weaviate and multi2vec-bind are published for linux/amd64 and linux/arm64`,
  }),
);
