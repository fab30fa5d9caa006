import { said } from '../../cause.ts';

export const wrongPlatform = said(
  'wrong-platform',
  /no matching manifest for (?<wanted>[\w/.-]+)|does not match the specified platform: wanted (?<asked>[\w/.-]+), actual: (?<actual>[\w/.-]+)/,
  ({ group }, { observation }) => {
    const wanted = group('wanted') || group('asked');
    const made = group('actual') === '' ? 'for other processors' : `for ${group('actual')}`;
    const { arch } = observation.host ?? {};
    return {
      message: `the image does not exist for ${wanted}`,
      cause: `It is made ${made}${arch === undefined ? '' : `, and this machine is ${arch}`}; Weaviate and multi2vec-bind are published for linux/amd64 and linux/arm64.`,
      suggestion:
        'remove platform: from the service and DOCKER_DEFAULT_PLATFORM from the environment, or use the official images (bindstack generate without --weaviate-repository and --inference-repository)',
    };
  },
);
