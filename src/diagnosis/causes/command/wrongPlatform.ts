import { said } from '../../cause.ts';

export const wrongPlatform = said(
  'wrong-platform',
  /no match for platform in manifest|no matching manifest for (?<wanted>[\w/.-]+)|does not match the specified platform: wanted (?<asked>[\w/.-]+), actual: (?<actual>[\w/.-]+)/,
  ({ group }, { observation }) => {
    const wanted = group('wanted') || group('asked') || 'the processor of the node';
    const made = group('actual') === '' ? 'for other processors' : `for ${group('actual')}`;
    const { arch } = observation.host ?? {};
    return {
      message: `the image does not exist for ${wanted}`,
      cause: `It is made ${made}${arch === undefined ? '' : `, and this machine is ${arch}`}; Weaviate and multi2vec-bind are published for linux/amd64 and linux/arm64.`,
      suggestion:
        observation.target === 'helm'
          ? 'choose nodes of the right processor: --node-selector kubernetes.io/arch=amd64; or an image that is made for theirs'
          : 'remove platform: from the service and DOCKER_DEFAULT_PLATFORM from the environment, or use the official images (bindstack generate without --weaviate-repository and --inference-repository)',
    };
  },
);
