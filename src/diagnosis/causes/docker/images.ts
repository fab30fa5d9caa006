import { MODEL_IMAGE_SIZE } from '../../../facts/resources.ts';
import { INFERENCE_TAG, WEAVIATE_VERSION } from '../../../facts/versions.ts';
import { type Cause, type DiagnosisContext, fromOutput, type OutputLines } from '../../cause.ts';

/** The engine asks `https://HOST/v2/…`; recorded without a network with Compose 2.26.1 and 2.40.3. */
const UNREACHABLE_REGISTRY =
  /(?:Get|Head) "https?:\/\/(?<host>[^/"\s]+)\/(?:v2|token)[^"]*": (?:.*(?<dns>no such host|server misbehaving|Temporary failure in name resolution)|.*(?<time>i\/o timeout|TLS handshake timeout|Client\.Timeout exceeded|context deadline exceeded|request canceled)|.*(?<refused>connection refused|connection reset by peer|network is unreachable|no route to host)|(?<ended>EOF|unexpected EOF))/;

function explainUnreachable(group: (name: string) => string): string {
  if (group('dns')) return 'Its name cannot be resolved: no network, or a name server that does not know it.';
  if (group('time'))
    return 'It did not answer in time: a slow network, or a firewall that drops the packets.';
  return 'The connection was refused or broken off: a firewall, or nothing listens there.';
}

/** What to do about an image that does not come: an engine on this machine and the nodes of a cluster differ. */
export interface ImageAdvice {
  readonly rateLimit: string;
  readonly platform: string;
  readonly unreachable: string;
  readonly diskFull: string;
  denied(context: DiagnosisContext): string;
}

/** What a registry says, and the engine or containerd of it: the same words in both. */
export function imageCauses(advice: ImageAdvice) {
  return {
    badName: fromOutput(
      'bad-image-name',
      /(?:unable to get image '(?<image>[^']*)': .*)?invalid reference format/,
      ({ group }) => ({
        message: `${group('image') === '' ? 'an image name' : `the image name ${group('image')}`} is none`,
        cause: 'An image is registry/repository:tag, the repository in lower case and without blanks.',
        suggestion:
          'mend image in the Compose file (an unset variable in it leaves a hole): bindstack validate docker-compose.yml',
      }),
    ),
    rateLimit: fromOutput(
      'registry-rate-limit',
      /toomanyrequests\b|You have reached your (?:unauthenticated )?pull rate limit|\b429 Too Many Requests/i,
      () => ({
        service: null,
        message: 'the registry allows no more downloads for now',
        cause: 'It counts the downloads of an address or a user, and the limit is reached.',
        suggestion: advice.rateLimit,
      }),
    ),
    platform: fromOutput(
      'wrong-platform',
      /no match for platform in manifest|no matching manifest for (?<wanted>[\w/.-]+)|does not match the specified platform: wanted (?<asked>[\w/.-]+), actual: (?<actual>[\w/.-]+)/,
      ({ group }, { observation }) => {
        const wanted = group('wanted') || group('asked') || 'the processor of the node';
        const made = group('actual') === '' ? 'for other processors' : `for ${group('actual')}`;
        const { arch } = observation.host ?? {};
        return {
          message: `the image does not exist for ${wanted}`,
          cause: `It is made ${made}${arch === undefined ? '' : `, and this machine is ${arch}`}; Weaviate and multi2vec-bind are published for linux/amd64 and linux/arm64.`,
          suggestion: advice.platform,
        };
      },
    ),
    unknown: fromOutput(
      'image-unknown',
      /manifest for (?<image>\S+) not found|manifest unknown|failed to resolve reference "(?<ref>[^"]+)": .*not found/,
      ({ group }) => {
        const image = group('image') || group('ref');
        return {
          message: `the registry has no image ${image === '' ? 'of that tag' : image}`,
          cause: 'The repository is there, and no image of it has this tag.',
          suggestion: `fix the tag: --weaviate-tag ${WEAVIATE_VERSION}, --inference-tag ${INFERENCE_TAG} (in your own file: image)`,
        };
      },
    ),
    // Docker Hub says so of repositories that do not exist as well.
    denied: fromOutput(
      'registry-denied',
      /pull access denied(?: for (?<image>[^\s,]+)|, repository does not exist)|unauthorized: (?:authentication required|access (?:token|to the requested)|incorrect username)|denied: (?:requested access to the resource is denied|access forbidden|permission)|no basic auth credentials|failed to resolve reference "(?<ref>[^"]+)".*(?:401 Unauthorized|403 Forbidden)/,
      ({ group }, context) => {
        const image = group('image') || group('ref');
        return {
          message: `the registry refuses ${image === '' ? 'the image' : `the image ${image}`}`,
          cause: 'It wants a login, or there is no such repository: registries answer the same to both.',
          suggestion: advice.denied(context),
        };
      },
    ),
    proxy: fromOutput('registry-proxy', /proxyconnect tcp: .+|Proxy Authentication Required/, () => ({
      service: null,
      message: 'the Docker engine does not get through its proxy',
      cause:
        'The engine downloads images itself and uses a proxy of its own settings, not that of the shell.',
      suggestion:
        'mend HTTPS_PROXY of the engine (on Kubernetes, of containerd on each node): /etc/systemd/system/docker.service.d/http-proxy.conf or "proxies" in /etc/docker/daemon.json, then systemctl restart docker; in Docker Desktop: Settings, Resources, Proxies',
    })),
    certificate: fromOutput(
      'registry-certificate',
      /(?:tls: failed to verify certificate|x509: )(?<why>.*)|http: server gave HTTP response to HTTPS client/,
      ({ line }) =>
        line.includes('HTTP response to HTTPS')
          ? {
              service: null,
              message: 'the registry speaks no TLS',
              cause: 'The engine asks every registry by https, except those that its settings name.',
              suggestion:
                'add the registry to "insecure-registries" in /etc/docker/daemon.json, then restart the engine',
            }
          : {
              service: null,
              message: 'the Docker engine does not trust the certificate of the registry',
              cause:
                'It is signed by no authority that the engine knows, has run out, or a proxy put in its own.',
              suggestion:
                'put the certificate of the authority into /etc/docker/certs.d/REGISTRY/ca.crt (of a node: /etc/containerd/certs.d) (or into that of the system), restart the engine, and see that the clock is right',
            },
    ),
    unreachable: fromOutput('registry-unreachable', UNREACHABLE_REGISTRY, ({ group }) => ({
      service: null,
      message: `the registry ${group('host')} cannot be reached`,
      cause: explainUnreachable(group),
      suggestion: advice.unreachable,
    })),
    diskFull: fromOutput('disk-full', /no space left on device/, () => ({
      service: null,
      message: 'the disk is full',
      cause: `The image of multi2vec-bind is large: ${MODEL_IMAGE_SIZE} (derived from its layers). While it is unpacked, it needs both.`,
      suggestion: advice.diskFull,
    })),
  } satisfies Record<string, Cause<OutputLines>>;
}

const { badName, rateLimit, platform, unknown, denied, proxy, certificate, unreachable, diskFull } =
  imageCauses({
    rateLimit:
      'wait (Docker Hub counts by six hours), or docker login; a mirror helps too: --weaviate-registry and --inference-registry, with the images that bindstack images lists',
    platform:
      'remove platform: from the service and DOCKER_DEFAULT_PLATFORM from the environment, or use the official images (bindstack generate without --weaviate-repository and --inference-repository)',
    unreachable:
      'docker pull shows whether it works again, then bindstack up; a mirror: --weaviate-registry and --inference-registry HOST; without a network: docker load -i images.tar, with the images that bindstack images lists',
    diskFull:
      'docker system df shows what takes the space, docker image prune -a removes unused images; in Docker Desktop raise the disk limit under Settings, Resources',
    denied: () =>
      'docker login REGISTRY, or mend the name: --weaviate-repository, --inference-repository (in a file of your own: image)',
  });

/** That an image cannot be had, as Compose and the engine say it. */
export const IMAGE_CAUSES: readonly Cause<OutputLines>[] = [
  badName,
  rateLimit,
  platform,
  unknown,
  denied,
  proxy,
  certificate,
  unreachable,
  // Recorded with `pull_policy: never`; Compose 2.26 says it twice in one line.
  fromOutput('image-missing', /No such image: (?<image>\S+?):?(?= |$)/i, ({ group }) => ({
    message: `the image ${group('image')} is not on this machine`,
    cause: 'It may not be downloaded (pull_policy: never, or --pull never), or has been removed meanwhile.',
    suggestion: `docker pull ${group('image')}, or docker load -i FILE; then bindstack up`,
  })),
  diskFull,
];
