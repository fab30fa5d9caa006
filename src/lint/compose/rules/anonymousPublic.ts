import { isLoopback } from '../../../formats/addresses.ts';
import { isFullyKnown } from '../../../formats/partialText.ts';
import { at } from '../../../yaml/located.ts';
import type { Problem, Rule } from '../../rule.ts';
import { networkOf } from '../networks.ts';
import { listeningOf, portsOf, publishedPortsOf } from '../ports.ts';
import type { ComposeProject, ComposeService } from '../project.ts';
import { allowsAnonymous, weaviatesOf } from '../roles.ts';
import { isStack } from '../swarm.ts';

export const anonymousPublic: Rule<ComposeProject> = {
  id: 'anonymous-public',
  severity: 'warning',
  summary: 'Weaviate is published on every address of the machine, without authentication.',
  why: 'Anonymous access is on by default: anyone who can reach the machine can read, change and delete everything. Ports that Docker publishes bypass the firewall of the host.',
  fix: 'Publish the ports on 127.0.0.1, or require API keys.',
  evidence: 'weaviate/weaviate usecases/config/environment.go:479; Docker packet filtering',
  *check(project) {
    // Swarm ignores the host address and publishes on all of them (docker stack: "ignoring IP-address").
    const everywhere = isStack(project);
    for (const weaviate of weaviatesOf(project)) {
      if (!allowsAnonymous(weaviate)) continue;
      const { rest, grpc } = portsOf(weaviate);
      if (networkOf(project, weaviate).kind === 'host') yield* hostNetworkProblems(weaviate);
      for (const { target, address, located } of publishedPortsOf(weaviate)) {
        if (target !== rest && target !== grpc) continue;
        // An address in a variable may be a loopback address.
        const isHere = address !== undefined && (isLoopback(address) || !isFullyKnown(address));
        if (isHere && !everywhere) continue;
        yield {
          place: located.place,
          message: `anyone who can reach this machine can use port ${target} of ${weaviate.name} without an API key`,
        };
      }
    }
  },
};

/** In the host network, gRPC listens on every address, regardless of `--host` (measured with Weaviate 1.38.11). */
function* hostNetworkProblems(weaviate: ComposeService): Generator<Problem> {
  const place = at(weaviate.map, 'network_mode')?.place ?? weaviate.key;
  const { rest = 'REST', grpc = 'gRPC' } = portsOf(weaviate);
  const { host } = listeningOf(weaviate);
  const isLocal = host === 'localhost' || (host !== undefined && isLoopback(host));
  yield {
    place,
    message: `${weaviate.name} is in the host network: anyone who can reach this machine can use ${isLocal ? `port ${grpc}` : `ports ${rest} and ${grpc}`} without an API key`,
    suggestion: 'require API keys, or remove network_mode and publish the ports on 127.0.0.1',
  };
}
