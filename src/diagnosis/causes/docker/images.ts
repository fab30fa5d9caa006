import { MODEL_IMAGE_SIZE } from '../../../facts/resources.ts';
import { INFERENCE_TAG, WEAVIATE_VERSION } from '../../../facts/versions.ts';
import { type Cause, type DiagnosisContext, fromOutput, type OutputLines } from '../../cause.ts';

/** The engine requests `https://HOST/v2/…`; recorded without a network with Compose 2.26.1 and 2.40.3. */
const UNREACHABLE_REGISTRY =
  /(?:Get|Head) "https?:\/\/(?<host>[^/"\s]+)\/(?:v2|token)[^"]*": (?:.*(?<dns>no such host|server misbehaving|Temporary failure in name resolution)|.*(?<time>i\/o timeout|TLS handshake timeout|Client\.Timeout exceeded|context deadline exceeded|request canceled)|.*(?<refused>connection refused|connection reset by peer|network is unreachable|no route to host)|(?<ended>EOF|unexpected EOF))/;

function explainUnreachable(group: (name: string) => string): string {
  if (group('dns'))
    return 'Its name cannot be resolved: there is no network, or the DNS server does not know it.';
  if (group('time'))
    return 'It did not respond in time: the network is slow, or a firewall drops the packets.';
  return 'The connection was refused or closed: a firewall blocks it, or nothing listens there.';
}

/** What to do about an image that cannot be downloaded; an engine on this machine and cluster nodes differ. */
export interface ImageAdvice {
  readonly rateLimit: string;
  readonly platform: string;
  readonly unreachable: string;
  readonly diskFull: string;
  denied(context: DiagnosisContext): string;
}

/** Causes in what the engine or containerd reports about a registry: the texts are the same for both. */
export function imageCauses(advice: ImageAdvice) {
  return {
    badName: fromOutput(
      'bad-image-name',
      /(?:unable to get image '(?<image>[^']*)': .*)?invalid reference format/,
      ({ group }) => ({
        message:
          group('image') === ''
            ? 'an image name is not valid'
            : `${group('image')} is not a valid image name`,
        cause:
          'An image name is registry/repository:tag, with the repository in lower case and without spaces.',
        suggestion:
          'fix image in the Compose file (one of its variables may be unset); check it with bindstack validate docker-compose.yml',
      }),
    ),
    rateLimit: fromOutput(
      'registry-rate-limit',
      /toomanyrequests\b|You have reached your (?:unauthenticated )?pull rate limit|\b429 Too Many Requests/i,
      () => ({
        service: null,
        message: 'the registry allows no more downloads for now',
        cause: 'It limits the downloads per IP address or user, and the limit is reached.',
        suggestion: advice.rateLimit,
      }),
    ),
    platform: fromOutput(
      'wrong-platform',
      /no match for platform in manifest|no matching manifest for (?<wanted>[\w/.-]+)|does not match the specified platform: wanted (?<asked>[\w/.-]+), actual: (?<actual>[\w/.-]+)/,
      ({ group }, { observation }) => {
        const wanted = group('wanted') || group('asked') || 'the CPU of the node';
        const built = group('actual') || 'other architectures';
        const { arch } = observation.host ?? {};
        return {
          message: `the image is not available for ${wanted}`,
          cause: `It is built for ${built}${arch === undefined ? '' : `, and this machine is ${arch}`}; Weaviate and multi2vec-bind are published for linux/amd64 and linux/arm64.`,
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
          message: `the registry has no image ${image === '' ? 'with this tag' : image}`,
          cause: 'The repository exists, but it has no image with this tag.',
          suggestion: `fix the tag: --weaviate-tag ${WEAVIATE_VERSION}, --inference-tag ${INFERENCE_TAG} (in your own file: image)`,
        };
      },
    ),
    // Docker Hub responds in the same way for repositories that do not exist.
    denied: fromOutput(
      'registry-denied',
      /pull access denied(?: for (?<image>[^\s,]+)|, repository does not exist)|unauthorized: (?:authentication required|access (?:token|to the requested)|incorrect username)|denied: (?:requested access to the resource is denied|access forbidden|permission)|no basic auth credentials|failed to resolve reference "(?<ref>[^"]+)".*(?:401 Unauthorized|403 Forbidden)/,
      ({ group }, context) => {
        const image = group('image') || group('ref');
        return {
          message: `the registry denies access to the image${image === '' ? '' : ` ${image}`}`,
          cause:
            'It requires a login, or the repository does not exist: registries report the same error for both.',
          suggestion: advice.denied(context),
        };
      },
    ),
    proxy: fromOutput('registry-proxy', /proxyconnect tcp: .+|Proxy Authentication Required/, () => ({
      service: null,
      message: 'the Docker engine cannot connect through its proxy',
      cause: 'The engine downloads images itself, with its own proxy settings, not those of your shell.',
      suggestion:
        'fix HTTPS_PROXY of the engine (on Kubernetes: of containerd on each node) in /etc/systemd/system/docker.service.d/http-proxy.conf, or "proxies" in /etc/docker/daemon.json, then systemctl restart docker; in Docker Desktop: Settings, Resources, Proxies',
    })),
    certificate: fromOutput(
      'registry-certificate',
      /(?:tls: failed to verify certificate|x509: )(?<why>.*)|http: server gave HTTP response to HTTPS client/,
      ({ line }) =>
        line.includes('HTTP response to HTTPS')
          ? {
              service: null,
              message: 'the registry does not use TLS',
              cause:
                'The engine uses HTTPS for every registry, except those that its settings list as insecure.',
              suggestion:
                'add the registry to "insecure-registries" in /etc/docker/daemon.json, then restart the engine',
            }
          : {
              service: null,
              message: "the Docker engine does not trust the registry's certificate",
              cause:
                'It is signed by an unknown authority, has expired, or comes from a proxy that intercepts the connection.',
              suggestion:
                'put the CA certificate in /etc/docker/certs.d/REGISTRY/ca.crt (on a node: /etc/containerd/certs.d) or in the system trust store, restart the engine, and check that the clock is right',
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
      cause: `The multi2vec-bind image is large: ${MODEL_IMAGE_SIZE} (computed from its layers), and unpacking it needs both at once.`,
      suggestion: advice.diskFull,
    })),
  } satisfies Record<string, Cause<OutputLines>>;
}

const { badName, rateLimit, platform, unknown, denied, proxy, certificate, unreachable, diskFull } =
  imageCauses({
    rateLimit:
      'wait (Docker Hub counts per six hours), run docker login, or use a mirror: --weaviate-registry and --inference-registry; the list of images: bindstack images',
    platform:
      'remove platform: from the service and DOCKER_DEFAULT_PLATFORM from the environment, or use the official images: leave out --weaviate-repository and --inference-repository',
    unreachable:
      'check with docker pull, then bindstack up; or use a mirror: --weaviate-registry and --inference-registry HOST; without a network: docker load -i images.tar; the list of images: bindstack images',
    diskFull:
      'docker system df shows what uses the space, docker image prune -a removes unused images; in Docker Desktop raise the disk limit under Settings, Resources',
    denied: () =>
      'docker login REGISTRY, or fix the name: --weaviate-repository, --inference-repository (in your own file: image)',
  });

/** Compose or the engine cannot get an image. */
export const IMAGE_CAUSES: readonly Cause<OutputLines>[] = [
  badName,
  rateLimit,
  platform,
  unknown,
  denied,
  proxy,
  certificate,
  unreachable,
  // Recorded with `pull_policy: never`; Compose 2.26 repeats the text within one line.
  fromOutput('image-missing', /No such image: (?<image>\S+?):?(?= |$)/i, ({ group }) => ({
    message: `the image ${group('image')} is not on this machine`,
    cause: 'Downloading it is disabled (pull_policy: never, or --pull never), or it has just been removed.',
    suggestion: `docker pull ${group('image')}, or docker load -i FILE; then bindstack up`,
  })),
  diskFull,
];
