import { said } from '../../cause.ts';
import type { Scene } from '../../scene.ts';

/** The engine asks `https://HOST/v2/…`; recorded without a network with Compose 2.26.1 and 2.40.3. */
const REQUEST =
  /(?:Get|Head) "https?:\/\/(?<host>[^/"\s]+)\/(?:v2|token)[^"]*": (?:.*(?<dns>no such host|server misbehaving|Temporary failure in name resolution)|.*(?<time>i\/o timeout|TLS handshake timeout|Client\.Timeout exceeded|context deadline exceeded|request canceled)|.*(?<refused>connection refused|connection reset by peer|network is unreachable|no route to host)|(?<ended>EOF|unexpected EOF))/;

function why(group: (name: string) => string): string {
  if (group('dns')) return 'Its name cannot be resolved: no network, or a name server that does not know it.';
  if (group('time'))
    return 'It did not answer in time: a slow network, or a firewall that drops the packets.';
  return 'The connection was refused or broken off: a firewall, or nothing listens there.';
}

function instead({ observation }: Scene): string {
  return observation.target === 'embedded'
    ? ''
    : '; without a network: docker load -i images.tar, with the images that bindstack images lists';
}

export const registryUnreachable = said('registry-unreachable', REQUEST, ({ group }, scene) => ({
  service: null,
  message: `the registry ${group('host')} cannot be reached`,
  cause: why(group),
  suggestion:
    scene.observation.target === 'helm'
      ? 'see that the nodes reach the registry; a mirror: --weaviate-registry and --inference-registry HOST, with the images that bindstack images lists'
      : `docker pull shows whether it works again, then bindstack up; a mirror: --weaviate-registry and --inference-registry HOST${instead(scene)}`,
}));
