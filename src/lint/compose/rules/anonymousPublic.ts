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
  summary: 'Weaviate without authentication is published on every address of the machine.',
  why: 'Anonymous access is on when nothing else is said. Everyone who reaches the machine reads, changes and deletes everything; Docker publishes past the firewall of the host.',
  fix: 'Publish on 127.0.0.1, or use API keys.',
  evidence: 'weaviate/weaviate usecases/config/environment.go:479; Docker packet filtering',
  *check(project) {
    // Swarm publishes on every address, whatever is written (docker stack: "ignoring IP-address").
    const everywhere = isStack(project);
    for (const weaviate of weaviatesOf(project)) {
      if (!allowsAnonymous(weaviate)) continue;
      const { rest, grpc } = portsOf(weaviate);
      if (networkOf(project, weaviate).kind === 'host') yield* onHost(weaviate);
      for (const { target, address, located } of publishedPortsOf(weaviate)) {
        if (target !== rest && target !== grpc) continue;
        // Where a variable hides the address, it may be that of this machine.
        const isHere = address !== undefined && (isLoopback(address) || !isFullyKnown(address));
        if (isHere && !everywhere) continue;
        yield {
          place: located.place,
          message: `port ${target} of ${weaviate.name} is open to everyone who reaches this machine, without a key`,
        };
      }
    }
  },
};

/** In the network of the host, gRPC listens on every address, whatever `--host` says (measured with Weaviate 1.38.11). */
function* onHost(weaviate: ComposeService): Generator<Problem> {
  const place = at(weaviate.map, 'network_mode')?.place ?? weaviate.key;
  const { rest = 'REST', grpc = 'gRPC' } = portsOf(weaviate);
  const { host } = listeningOf(weaviate);
  const isLocal = host === 'localhost' || (host !== undefined && isLoopback(host));
  yield {
    place,
    message: `in the network of the host, ${isLocal ? `port ${grpc}` : `ports ${rest} and ${grpc}`} of ${weaviate.name} ${isLocal ? 'is' : 'are'} open to everyone who reaches this machine, without a key`,
    suggestion: 'use API keys, or remove network_mode and publish the ports on 127.0.0.1',
  };
}
